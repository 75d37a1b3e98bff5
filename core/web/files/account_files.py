"""Files of the accounts room: lists as they were delivered."""

from core.accounts import service as inventory
from core.actor import Actor
from core.app.runtime import runtime
from core.web.files.made import Made


def delivered(who: Actor, snapshot_id: int) -> Made:
    """A list, byte for byte as it came, once its bytes are known to be those; recorded."""
    with runtime().database.write() as session:
        found = inventory.snapshot_file(session, who, snapshot_id)
    return Made(found.name, found.content)

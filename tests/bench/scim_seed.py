"""Fill a fresh Offramp with stored users of one bridge; print its path, token and some ids."""

import json
import sys
from datetime import UTC, datetime

from core.actor import LOCAL_OPERATOR, Role
from core.app.runtime import runtime
from core.scim import service
from core.scim.bridge.provider import case_exact_of, provider_for
from core.scim.bridge.resources import rows
from core.scim.models import Profile
from tests.bench.scim_load import user


def main() -> None:
    database = runtime().database
    with database.write() as session:
        view, token = service.create_bridge(session, LOCAL_OPERATOR, "customer-io")
        service.change_bridge(
            session, LOCAL_OPERATOR, view.id, view.version, requests_per_second=100_000
        )
    exact = case_exact_of(provider_for(Profile.STRICT))["User"]
    ids = []
    now = datetime.now(UTC)
    with database.write() as session:
        for number in range(int(sys.argv[1])):
            body = user(f"seed{number}@example.com")
            row = rows.fresh("User", body, now)
            rows.add(session.connection(), view.id, row, body, exact)
            if number % 97 == 0 and len(ids) < 1000:
                ids.append(row.resource_id)
    found = {"path": view.path, "token": token, "ids": ids}
    if "--account" in sys.argv:
        from tests.support.server import signed_in_session

        found["cookie"] = signed_in_session(database, Role.ADMINISTRATOR)
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    main()

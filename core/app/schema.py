"""Every room's tables, imported once so that the metadata is whole (migrations, drift test)."""

from sqlalchemy import MetaData

import core.accounts.models
import core.advice.models
import core.audit.models
import core.catalog.models
import core.cost.models
import core.identity.models
import core.identity.second_factor.models
import core.jobs.models
import core.notify.models
import core.offboarding.models
import core.offboarding.proposals.models
import core.offboarding.reminders.models
import core.overview.models
import core.scim.models
import core.search.models
import core.stack.models  # noqa: F401
from core.storage.database import metadata


def whole_metadata() -> MetaData:
    """The metadata of all tables."""
    return metadata

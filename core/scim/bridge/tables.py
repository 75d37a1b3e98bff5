"""The bridge's tables as SQLAlchemy sees them, for statements that the ORM would slow down."""

from sqlalchemy import Table
from sqlmodel import SQLModel

import core.scim.models  # noqa: F401 - defines the tables

_tables = SQLModel.metadata.tables
resources: Table = _tables["scim_resource"]
members: Table = _tables["scim_member"]
names: Table = _tables["scim_name"]
events: Table = _tables["scim_event"]
bridges: Table = _tables["scim_bridge"]
credentials: Table = _tables["scim_credential"]

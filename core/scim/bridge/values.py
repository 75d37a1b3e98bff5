"""What crosses the wall of the bridge: its value types."""

from core.scim.bridge.events.work_orders import WorkOrder

__all__ = ["WorkOrder"]

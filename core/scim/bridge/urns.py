"""Names of the schemas that the bridge knows beside the core ones."""

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
"""The enterprise extension (RFC 7643 §4.3)."""
LIFECYCLE = "urn:offramp:params:scim:schemas:extension:lifecycle:2.0:User"
"""Our extension: the state of the work on this user, told to whom asks for it."""

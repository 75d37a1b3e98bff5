"""SCIM both ways: the bridge (server), outbound removal (client) and the lab."""

"""Feeds and snapshots: what was delivered when, what it changes, and when nothing is concluded."""

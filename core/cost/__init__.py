"""The cost calculator."""

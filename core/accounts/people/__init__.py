"""People: the roster, and everything that a person is known by."""

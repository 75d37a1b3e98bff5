"""Matching: whose account it is, exactly or as somebody confirmed; never by name alone."""

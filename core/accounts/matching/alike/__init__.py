"""Whose an unmatched account may be: names that are alike, and how sure that is."""

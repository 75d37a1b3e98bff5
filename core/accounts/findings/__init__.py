"""Findings: what should not be, derived from accounts, people and removals."""

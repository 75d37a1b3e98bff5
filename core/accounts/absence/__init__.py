"""Proof that a complete list lacks an account, without the list: docs/proof-of-absence.md."""

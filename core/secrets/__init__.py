"""Secrets: the keys of this installation, and what is encrypted with them."""

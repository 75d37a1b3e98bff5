"""Durable background work: what a transaction decides is done later, once it is committed."""

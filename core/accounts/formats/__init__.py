"""Deliveries: which format a file has, and the rows that it says. Pure."""

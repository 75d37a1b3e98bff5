"""Accounts: who works here, who has which account in which app, and what of it should not be."""

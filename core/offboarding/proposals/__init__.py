"""Proposals: what a list of people says of leavers, for a person to accept."""

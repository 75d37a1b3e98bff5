"""Commands of the accounts room: people, their accounts, and what should not be."""

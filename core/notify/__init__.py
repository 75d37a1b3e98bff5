"""Messages to people outside the pages: where they go, and whether they arrived."""

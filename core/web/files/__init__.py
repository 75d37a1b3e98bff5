"""Every file that Offramp hands out, by routes of our own beside the pages.

Each fetch finds who is signed in by the cookie, asks their rights anew, makes the file and writes
the entry under who fetched it. Nothing lies ready, so an address is worth nothing to somebody else.
"""

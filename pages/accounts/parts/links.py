"""Addresses of the accounts pages, each view in one place."""

from urllib.parse import urlencode

import streamlit as st


def person(number: int) -> str:
    """One person."""
    return f"person?id={number}"


def account(app: str, key: str) -> str:
    """One account, its drawer open."""
    return to("accounts", app=app, account=named(app, key))


def named(app: str, key: str) -> str:
    """An account as a link names it. No app's id has a slash."""
    return f"{app}/{key}"


def here(**changes: str) -> str:
    """This page as it is shown now, with some of its link changed; an empty value leaves it out.

    Which page of a list it is, is forgotten where the list changes.
    """
    kept = {name: value for name, value in st.query_params.items() if name not in changes}
    kept |= {name: value for name, value in changes.items() if value}
    return f"?{urlencode(kept)}"


def to(path: str, **query: str) -> str:
    """A page, with what of it is chosen."""
    said = urlencode({name: value for name, value in query.items() if value})
    return f"{path}?{said}" if said else path

"""Memory goes back to the system where the C library can, and nothing happens where it cannot."""

import ctypes

import pytest

from core.app import garbage_collection


def test_free_memory_is_given_back_by_glibc() -> None:
    assert garbage_collection._trim()() in (0, 1)  # malloc_trim(3): whether there was any


def test_another_c_library_has_no_such_thing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: object())
    assert garbage_collection._trim()() is None

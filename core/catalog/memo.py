"""Answers that are kept beside what they were drawn from, and go when it goes.

What is asked about must be immutable: its answers are told by its identity, and never looked at
again. Bounded, and good for several threads.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

About = TypeVar("About")
Answer = TypeVar("Answer")
MOST = 128


class Memo(Generic[About, Answer]):
    """The latest answers to one kind of question, for each thing that is asked about."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._kept: WeakKeyDictionary[About, OrderedDict[Hashable, Answer]] = WeakKeyDictionary()
        self._lock = Lock()

    def get(self, about: About, question: Hashable, answer: Callable[[], Answer]) -> Answer:
        """The answer, from memory when it was asked lately.

        It may depend on nothing but ``about`` and the question, and must not hold ``about``.
        """
        with self._lock:
            kept = self._kept.setdefault(about, OrderedDict())
            if question in kept:
                kept.move_to_end(question)
                return kept[question]
        found = answer()  # two threads may both find it; neither waits for the other
        with self._lock:
            kept[question] = found
            while len(kept) > self.most:
                kept.popitem(last=False)
        return found

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()

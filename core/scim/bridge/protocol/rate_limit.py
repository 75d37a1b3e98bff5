"""Token buckets: so many requests a second, with room for a burst of two seconds."""

import threading
import time
from collections.abc import Callable


class Buckets:
    """One bucket for each key, in this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, *, most: int = 10_000) -> None:
        self._clock = clock
        self._most = most
        self._lock = threading.Lock()
        self._levels: dict[str, tuple[float, float]] = {}

    def wait(self, key: str, per_second: float, burst: float | None = None) -> float:
        """Take one; 0 if there was one, else the seconds until there is."""
        capacity = max(1.0, burst or per_second * 2)
        now = self._clock()
        with self._lock:
            level, at = self._levels.get(key, (capacity, now))
            level = min(capacity, level + max(0.0, now - at) * per_second)
            if level < 1:
                self._levels[key] = (level, now)
                return (1 - level) / per_second
            if key not in self._levels and len(self._levels) >= self._most:
                self._levels.clear()  # forgetting everybody is kinder than growing for ever
            self._levels[key] = (level - 1, now)
            return 0.0

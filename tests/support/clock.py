"""The day that tests look at data on, and a clock that goes only when told."""

from datetime import date, datetime, timedelta

TODAY = date(2026, 11, 24)


class Clock:
    """Stands still until a test moves it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def on(self, **span: float) -> None:
        self.now += timedelta(**span)

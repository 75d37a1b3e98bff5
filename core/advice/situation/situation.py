"""One app in one organisation: all that a recommendation is drawn from. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.advice.rules.fields import Value
from core.advice.situation.answers import Answers
from core.advice.situation.facts import AppHere, Facts, derive
from core.catalog.values import AppEntry


@dataclass(frozen=True)
class Situation:
    """The app, what the catalogue says of it here, and what people answered."""

    app: AppEntry
    idps: Mapping[str, str]
    """Every IdP of the catalogue: id → name."""
    answers: Answers
    facts: Facts
    here: AppHere

    @classmethod
    def of(
        cls,
        app: AppEntry,
        idps: Mapping[str, str],
        answers: Answers,
        here: AppHere | None = None,
    ) -> "Situation":
        here = here or AppHere()
        return cls(app, idps, answers, derive(app, idps, answers, here), here)

    @property
    def values(self) -> dict[str, Value]:
        return {**self.facts.values, **self.answers.values}

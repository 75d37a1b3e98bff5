"""The wizard's questions, read from ``questions.yaml``, and what stands in for an answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from core.advice.models import Doer
from core.advice.rules.rule_book import FOLDER
from core.advice.situation.answers import CHOICES, NAMES, PROPOSING, YES_NO, Answers, read_answers
from core.cost.service import input_catalogue
from core.files.data_files import BadFiles, Problem, Row, parse_yaml, read_text

TYPES = ("plan", "idps", "number", "choice", "yes-no")
_KEYS = frozenset(
    "id text help type asked from default default_note through choices".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Choice:
    """One possible answer. For the question named in ``through`` it proposes ``gives``, or
    settles it, so that nothing is left to ask there."""

    value: str
    label: str
    gives: str | None = None
    settles: str | None = None


@dataclass(frozen=True)
class Question:
    """One question. ``asked`` is ``always`` or ``when-it-matters``."""

    id: str
    text: str
    help: str
    type: str
    asked: str
    source: str | None
    """Where a default is looked up first: ``stack`` or ``organisation``."""
    default: Any
    default_note: str
    through: str | None
    choices: tuple[Choice, ...]

    def choice(self, value: object) -> Choice | None:
        """The choice of this value; ``None`` for questions without choices."""
        return next((one for one in self.choices if one.value == value), None)

    def label(self, value: object) -> str:
        """An answer as the wizard shows it."""
        if isinstance(value, bool):
            return "Yes" if value else "No"
        chosen = self.choice(value)
        return chosen.label if chosen else str(value)


@dataclass(frozen=True)
class Known:
    """What the stack and the organisation say before anybody answers."""

    plan: str | None = None
    seats: int | None = None
    idps: tuple[str, ...] | None = None
    owner: str | None = None
    standing: Mapping[str, Any] = field(default_factory=dict)
    """Answers that the organisation gave once for every app."""


SAID = ("answered", "stack", "organisation", "standing answer")
"""Origins of an answer that somebody gave; any other is the note of a default."""


@dataclass(frozen=True)
class Given:
    """Answers with where each came from: ``answered``, ``stack``, ``organisation`` or a note."""

    answers: Answers
    origins: dict[str, str]
    said: Mapping[str, Any]
    """What was answered, before anything was filled in."""
    known: Known

    def changed(self, name: str, value: Any) -> Answers:
        """All answers if this one were another: what is filled in from it follows."""
        return fill_in({**self.said, name: value}, self.known).answers

    @property
    def answered_seats(self) -> int | None:
        """How many seats somebody answered; ``None``: the stack says, or it is assumed."""
        return self.answers.seats if self.origins["seats"] == ANSWERED else None

    def plain(self) -> dict[str, dict[str, Any]]:
        """As a decision keeps it."""
        told = self.answers.plain()
        return {name: {"value": told[name], "origin": self.origins[name]} for name in NAMES}


ANSWERED = "answered"
STANDING = "standing answer"
"""Said once for the whole organisation."""


def fill_in(
    given: Mapping[str, Any], known: Known, questions: tuple[Question, ...] | None = None
) -> Given:
    """All answers: what was given, then what is known, then each question's default.

    Raises :class:`core.errors.Invalid` at the field of an answer that cannot be.
    """
    asked = {one.id: one for one in questions or shipped_questions()}
    found: dict[str, Any] = {}
    origins: dict[str, str] = {}

    def settle(name: str, value: Any, origin: str, *, own: bool = False) -> None:
        if name in given and given[name] is not None:
            value, origin = given[name], ANSWERED
        elif name in known.standing and not own:
            value, origin = known.standing[name], STANDING
        found[name], origins[name] = value, origin

    settle("current_plan", known.plan, "stack" if known.plan else "not said")
    settle("idps", known.idps, "organisation" if known.idps else "not said")
    if known.seats is not None:
        settle("seats", known.seats, "stack")
    else:
        settle("seats", _assumed_seats(), asked["seats"].default_note)
    read = read_answers({**given, **found}, Answers())
    for name, like in (("leavers_per_year", "leavers"), ("joiners_per_year", "joiners")):
        settle(name, _share(like, read.seats), asked[name].default_note)
    for name in (*PROPOSING, *YES_NO, *CHOICES):
        settle(name, asked[name].default, asked[name].default_note)
    if known.owner and "manual_work_by" not in known.standing:
        settle("manual_work_by", Doer.APP_OWNER, "stack")
    for name in PROPOSING:
        told, target = asked[name].choice(found[name]), asked[name].through
        # What was answered for this app asks for more than what holds for all of them.
        own = origins[name] == ANSWERED
        if told and target and told.gives and (own or target not in known.standing):
            settle(target, told.gives, f"{told.label} asks for it", own=own)
        if told and target and told.settles and (own or origins[target] != ANSWERED):
            found[target], origins[target] = told.settles, "follows from who would do it"
    return Given(read_answers(found, read), origins, given, known)


def _assumed_seats() -> int:
    """The calculator's own default."""
    default = input_catalogue().general["seats"].default
    assert default is not None
    return int(default.likely)


def _share(like: str, seats: int) -> int | Decimal:
    """The calculator's own default of joiners or leavers for so many people, to the fraction."""
    follows = input_catalogue().general[like].percent_of
    assert follows is not None
    exact = (seats * follows[1] / 100).normalize()
    return int(exact) if exact == exact.to_integral_value() else exact


@cache
def shipped_questions() -> tuple[Question, ...]:
    """The questions in ``data/rules``."""
    return read_questions(FOLDER / "questions.yaml")


def read_questions(path: Path) -> tuple[Question, ...]:
    """Read ``questions.yaml``; raises :class:`BadFiles` with everything that is wrong in it."""
    problems: list[Problem] = []
    text = read_text(path, path.name, problems)
    rows = parse_yaml(text, path.name, problems) if text is not None else None
    if not isinstance(rows, list) or not all(isinstance(row, Row) for row in rows):
        if not problems:
            problems.append(Problem(path.name, 1, "is not a list of questions."))
        raise BadFiles(problems)
    questions = [_question(row, problems) for row in rows]
    for name in NAMES:
        if [question.id for question in questions].count(name) != 1:
            problems.append(Problem(path.name, 1, f"must have the question {name} exactly once."))
    if problems:
        raise BadFiles(problems)
    return tuple(questions)


def _question(row: Row, problems: list[Problem]) -> Question:
    for key in row:
        if key not in _KEYS:
            problems.append(row.problem(f"there is no key {key!r} here.", key=key))
    name = str(row.get("id"))
    if name not in NAMES:
        problems.append(
            row.problem(f"there is no answer {name!r}.", f"Answers: {', '.join(NAMES)}.", key="id")
        )
    if row.get("type") not in TYPES:
        problems.append(row.problem(f"type is one of {', '.join(TYPES)}.", key="type"))
    if row.get("asked") not in ("always", "when-it-matters"):
        problems.append(row.problem("asked is always or when-it-matters.", key="asked"))
    if "through" in row and row["through"] not in NAMES:
        problems.append(row.problem(f"there is no question {row['through']!r}.", key="through"))
    for key in ("text", "help"):
        if not isinstance(row.get(key), str):
            problems.append(row.problem(f"a question needs a {key}.", key=key))
    choices = tuple(
        _choice(one, row, problems) for one in row.get("choices") or [] if isinstance(one, Row)
    )
    _check_choices(row, name, [choice.value for choice in choices], problems)
    return Question(
        id=name,
        text=str(row.get("text")),
        help=str(row.get("help")),
        type=str(row.get("type")),
        asked=str(row.get("asked")),
        source=row.get("from"),
        default=row.get("default"),
        default_note=str(row.get("default_note") or ""),
        through=row.get("through"),
        choices=choices,
    )


def _choice(row: Row, question: Row, problems: list[Problem]) -> Choice:
    target = tuple(CHOICES.get(str(question.get("through")), ()))
    for key in row:
        if key not in ("value", "label", "gives", "settles"):
            problems.append(row.problem(f"there is no key {key!r} in a choice.", key=key))
    for key in ("gives", "settles"):
        if row.get(key) is not None and row[key] not in target:
            what = f"{key} is {row[key]!r}, which {question.get('through')} cannot be."
            problems.append(row.problem(what, f"One of: {', '.join(target)}.", key=key))
    for key in ("value", "label"):
        if not isinstance(row.get(key), str):
            problems.append(row.problem(f"a choice needs a {key}, as text.", key=key))
    return Choice(
        str(row.get("value")), str(row.get("label")), row.get("gives"), row.get("settles")
    )


def _check_choices(row: Row, name: str, values: list[str], problems: list[Problem]) -> None:
    allowed = PROPOSING.get(name) or tuple(CHOICES.get(name, ()))
    if not allowed:
        return
    if sorted(values) != sorted(str(one) for one in allowed):
        problems.append(
            row.problem(f"the choices must be exactly {', '.join(allowed)}.", key="choices")
        )
    if row.get("default") not in allowed:
        problems.append(row.problem(f"the default is one of {', '.join(allowed)}.", key="default"))

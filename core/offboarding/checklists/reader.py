"""One checklist from its YAML text: every value of the right kind, or a problem with its line."""

import hashlib
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.catalog.values import AppSources
from core.files.data_files import Items, Problem, Row, parse_yaml
from core.files.scalars import LocatedValues
from core.offboarding.checklists import where
from core.offboarding.checklists.checklist import Checklist, Control, Scope, StepTemplate
from core.offboarding.models import (
    LEAVINGS,
    QUESTIONS,
    CaseKind,
    EvidenceNeed,
    OwnerRole,
    Phase,
    StepKind,
)
from core.offboarding.offset import Offset, parse_offset
from core.stack.values import Way

LIST_KEYS = ("id", "title", "scope", "steps")
STEP_KEYS = (
    *("id", "title", "do", "why", "kind", "phase", "owner", "due", "after", "evidence"),
    *("controls", "kinds", "removes_access", "urgent", "at_once", "ways", "joins", "place"),
    *("confirmed", "shown_by_list", "sources"),
)
PLACEHOLDERS = {
    Scope.PERSON: ("person", "idp", "hand_over_to"),
    Scope.WAY: ("person", "app", "idp", "hand_over_to", *where.PLACEHOLDERS),
    Scope.APP: ("person", "app", "idp", "hand_over_to", *where.PLACEHOLDERS),
}
MOST_TITLE = 120
MOST_PLACE = 60
MOST_STEPS = 100
OTHERS = "default"
"""The key of ``due`` for the kinds of case that it does not name."""


def digest_of(text: str) -> str:
    """A checklist's version."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Known:
    """What a checklist may refer to."""

    apps: AppSources
    controls: Mapping[str, Control]


class ChecklistReader(LocatedValues):
    """Reads checklists and collects what is wrong with them."""

    def __init__(self, problems: list[Problem], known: Known) -> None:
        super().__init__(problems)
        self.known = known

    def read(self, text: str, file: str, wanted: str) -> Checklist | None:
        """A checklist from its text. ``wanted``: the id that it must have."""
        before = len(self.problems)
        row = parse_yaml(text, file, self.problems)
        if not isinstance(row, Row):
            if len(self.problems) == before:
                self.problems.append(
                    Problem(file, 1, "is not a checklist.", "See data/checklists/README.md.")
                )
            return None
        self.only(row, LIST_KEYS)
        id = self.slug(row, "id")
        if id is not None and id != wanted:
            self.note(
                row, f"the id is {id!r} where {wanted!r} belongs.", "Make them equal.", key="id"
            )
        title = self.text(row, "title", required=True, most=MOST_TITLE)
        scope = self.member(row, "scope", Scope, required=True)
        if scope is None:
            return None
        way = self._way(row, id) if scope is Scope.WAY else None
        app = self._app(row, id) if scope is Scope.APP else None
        steps = self._steps(row, scope, app)
        if len(self.problems) > before:
            return None
        return Checklist(wanted, title or "", scope, way, app, steps, digest_of(text), file)

    def _way(self, row: Row, id: str | None) -> Way | None:
        value = self.one_of(row, "id", tuple(Way)) if id else None
        return Way(value) if value else None

    def _app(self, row: Row, id: str | None) -> str | None:
        if id is None or self.known.apps.knows(id):
            return id
        self.note(
            row,
            f"there is no app {id!r} in the catalogue.",
            "Find its slug: python -m core support NAME.",
            key="id",
        )
        return None

    def _steps(self, row: Row, scope: Scope, app: str | None) -> tuple[StepTemplate, ...]:
        steps: dict[str, StepTemplate] = {}
        items = row.get("steps")
        if not isinstance(items, Items) or not items:
            self.note(row, "lacks a list of steps.", 'Begin each step with "- id: ".', key="steps")
            return ()
        if len(items) > MOST_STEPS:
            self.note(
                row,
                f"has more than {MOST_STEPS} steps.",
                "No one works through so many.",
                key="steps",
            )
            return ()
        for item, line in zip(items, items.lines, strict=True):
            if not isinstance(item, Row):
                self.problems.append(
                    Problem(row.file, line, f"is not a step: {item!r:.60}.", "Write key: value.")
                )
                continue
            step = self._step(item, scope, app)
            if step.id in steps:
                self.note(item, f"the step {step.id!r} stands here twice.", "Keep one.", key="id")
            steps[step.id] = step
        return tuple(steps.values())

    def _step(self, row: Row, scope: Scope, app: str | None) -> StepTemplate:
        self.only(row, STEP_KEYS)
        kind = self.member(row, "kind", StepKind) or StepKind.MANUAL
        if kind in QUESTIONS:
            self.note(row, "a question is made by Offramp itself.", "Use manual.", key="kind")
        if kind is StepKind.SCIM and scope is Scope.PERSON:
            self.note(row, "a SCIM step needs an app.", "Use it in ways/ or apps/.", key="kind")
        if kind is StepKind.OFFRAMP_ACCOUNT and scope is not Scope.PERSON:
            self.note(
                row, "an Offramp account is a person's.", "Use it in general lists.", key="kind"
            )
        told = EvidenceNeed.ANY if kind in (StepKind.MANUAL, StepKind.APPROVAL) else None
        return StepTemplate(
            id=self.slug(row, "id") or "",
            title=self._said(row, "title", scope, MOST_TITLE),
            do=self._said(row, "do", scope, 2_000),
            why=self._said(row, "why", scope, 400),
            kind=kind,
            phase=self.member(row, "phase", Phase, required=True) or Phase.REMOVE,
            owner=self.member(row, "owner", OwnerRole, required=True) or OwnerRole.OPERATOR,
            due=self._due(row),
            after=tuple(self._words(row, "after")),
            evidence=self.member(row, "evidence", EvidenceNeed) or told or EvidenceNeed.NONE,
            controls=self._controls(row),
            kinds=self._kinds(row),
            removes_access=self.flag(row, "removes_access"),
            urgent=self.flag(row, "urgent"),
            sources=tuple(self._sources(row, app)),
            at_once=self.flag(row, "at_once"),
            ways=self._ways(row, scope),
            confirmed=self._confirmed(row, scope),
            shown_by_list=self._shown_by_list(row, scope),
            joins=self._joins(row, scope),
            place=self._place(row, scope),
            line=row.lines.get("after", row.line),
        )

    def _said(self, row: Row, key: str, scope: Scope, most: int) -> str:
        """A text whose placeholders can all be filled in."""
        value = (self.text(row, key, required=True, most=most) or "").strip()
        allowed = PLACEHOLDERS[scope]
        try:
            found = [
                (name, spec, conversion)
                for _, name, spec, conversion in string.Formatter().parse(value)
                if name is not None
            ]
        except ValueError as error:
            self.note(row, f"{key!r} has a brace too many: {error}.", "Write {{ or }}.", key=key)
            return value
        for name, spec, conversion in found:
            if name not in allowed or spec or conversion:
                self.note(
                    row,
                    f"{{{name}}} in {key!r} cannot be filled in.",
                    f"Use: {', '.join('{' + one + '}' for one in allowed)}.",
                    key=key,
                )
        return value

    def _joins(self, row: Row, scope: Scope) -> bool:
        joins = self.flag(row, "joins")
        if joins and scope is not Scope.APP:
            self.note(row, "'joins' is for the steps of apps.", "Take it out.", key="joins")
        return joins

    def _shown_by_list(self, row: Row, scope: Scope) -> bool:
        shown = self.flag(row, "shown_by_list")
        if shown and (scope is not Scope.WAY or row.get("phase") != Phase.CHECK):
            self.note(
                row,
                "'shown_by_list' is for the checks of ways.",
                "Take it out.",
                key="shown_by_list",
            )
        return shown

    def _confirmed(self, row: Row, scope: Scope) -> bool | None:
        if row.get("confirmed") is None:
            return None
        if scope is not Scope.WAY:
            self.note(row, "'confirmed' is for the steps of ways.", "Take it out.", key="confirmed")
        return self.flag(row, "confirmed")

    def _place(self, row: Row, scope: Scope) -> str:
        if row.get("place") is None:
            return ""
        place = self._said(row, "place", scope, MOST_PLACE)
        for name in ("person", "hand_over_to"):
            if "{" + name + "}" in place:
                self.note(
                    row, "'place' names a person.", "Name a system: {idp}, {app}.", key="place"
                )
        if place == "{app}":
            self.note(row, "an app's step is done there.", "Leave 'place' out.", key="place")
        return place

    def _due(self, row: Row) -> dict[CaseKind | None, Offset]:
        value = row.get("due")
        if value is None:
            return {}
        if not isinstance(value, Row):
            found = self.offset(row, "due")
            return {} if found is None else {None: found}
        self.only(value, (*CaseKind, OTHERS))
        offsets: dict[CaseKind | None, Offset | None] = {
            kind: self.offset(value, kind) for kind in CaseKind if kind in value
        }
        if OTHERS in value:
            offsets[None] = self.offset(value, OTHERS)
        return {kind: offset for kind, offset in offsets.items() if offset is not None}

    def offset(self, row: Row, key: str) -> Offset | None:
        """A time from the effective moment, or ``None`` with a problem noted."""
        text = self.text(row, key, required=True)
        offset = None if text is None else parse_offset(text)
        if text is not None and offset is None:
            self.note(
                row,
                f"{key!r} is {text!r:.60}, not a time from the end of access.",
                "Write -2d, 4h or 1d4h.",
                key=key,
            )
        return offset

    def _words(self, row: Row, key: str) -> Iterable[str]:
        value = row.get(key)
        if value is None:
            return []
        if not isinstance(value, Items) or not all(isinstance(one, str) for one in value):
            self.note(row, f"{key!r} is not a list of words.", "Write [one, other].", key=key)
            return []
        return list(dict.fromkeys(value))

    def _known_words(self, row: Row, key: str, known: Iterable[str], add: str = "") -> list[str]:
        """The words of a list, each of which must be known."""
        allowed = tuple(known)
        words = []
        for word in self._words(row, key):
            if word in allowed:
                words.append(word)
            else:
                hint = f"Use: {', '.join(allowed) or 'none'}{add}."
                self.note(row, f"{key!r} names {word!r:.60}.", hint, key=key)
        return words

    def _controls(self, row: Row) -> tuple[str, ...]:
        add = "; or add it to controls.yaml"
        return tuple(self._known_words(row, "controls", self.known.controls, add))

    def _kinds(self, row: Row) -> frozenset[CaseKind]:
        if row.get("kinds") is None:
            return frozenset(LEAVINGS)
        found = self._known_words(row, "kinds", tuple(CaseKind))
        if not found:
            self.note(row, "is in no kind of case.", "Name some, or leave it out.", key="kinds")
        return frozenset(CaseKind(word) for word in found)

    def _ways(self, row: Row, scope: Scope) -> frozenset[Way]:
        if row.get("ways") is None:
            return frozenset(Way)
        if scope is not Scope.APP:
            self.note(row, "'ways' is for the steps of apps.", "Take it out.", key="ways")
        found = self._known_words(row, "ways", tuple(Way))
        if not found:
            self.note(row, "is in no way.", "Name some, or leave it out.", key="ways")
        return frozenset(Way(word) for word in found)

    def _sources(self, row: Row, app: str | None) -> Iterable[tuple[str, str]]:
        """Each source by its name in the app's catalogue file, or as ``{title, url}``."""
        value = row.get("sources")
        if value is not None and not isinstance(value, Items):
            self.note(row, "'sources' is not a list.", "Write [name, ...].", key="sources")
        if not isinstance(value, Items):
            return
        catalogue = self.known.apps.sources(app) if app else {}
        for item in value:
            if isinstance(item, Row):
                self.only(item, ("title", "url"))
                title = self.text(item, "title", required=True, most=200)
                url = self.url(item, "url", required=True)
                if title and url:
                    yield title, url
            elif isinstance(item, str) and item in catalogue:
                yield catalogue[item]
            else:
                names = ", ".join(catalogue) or "none here"
                hint = f"Use one of the catalogue's: {names}; or write {{title: …, url: …}}."
                self.note(row, f"there is no source {item!r:.60}.", hint, key="sources")

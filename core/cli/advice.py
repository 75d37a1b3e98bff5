"""Command line of the advice room: ``recommend``, ``questions``, ``rules check``, ``decisions``."""

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from core.advice import service
from core.advice.service import (
    check_rules,
    field_in_words,
    freeze_facts,
    option_rows,
    read_questions,
    read_rules,
    shipped_questions,
    whole_amount,
)
from core.advice.values import ANSWER_NAMES, RULES_FOLDER, STANDING_QUESTIONS, Advice
from core.app.runtime import runtime
from core.catalog.service import plan_name
from core.cli.acting import actor
from core.cli.output import print_json, reading
from core.errors import Invalid
from core.files.data_files import BadFiles, Problem, Row, decode, parse_yaml
from core.files.given import given_bytes

rules = typer.Typer(help="The decision table of recommendations.", no_args_is_help=True)
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@rules.command("check")
def rules_check(
    folder: Annotated[
        Path, typer.Argument(help="Folder with options.yaml and questions.yaml.")
    ] = RULES_FOLDER,
    as_json: JsonFlag = False,
) -> None:
    """Prove the decision table over every situation that can be; exit code 1 with each fault."""
    started = time.perf_counter()
    try:
        read_questions(folder / "questions.yaml")
        book = read_rules(folder / "options.yaml")
    except BadFiles as error:
        if not as_json:
            raise
        faults = [{"kind": "file", **vars(one), "example": None} for one in error.problems]
        print_json({"situations": 0, "reachable": 0, "faults": faults})
        raise typer.Exit(1) from None
    found = check_rules(book)
    seconds = time.perf_counter() - started
    if as_json:
        faults = [{**vars(fault), "example": _example(fault.example)} for fault in found.faults]
        print_json({"situations": found.situations, "reachable": found.reachable, "faults": faults})
    else:
        for fault in found.faults:
            print(fault)
        print(
            _count(len(found.faults)) if found.faults else "ok",
            f"{found.situations:,} situations, {found.reachable:,} of them possible, "
            f"{seconds:.1f} s",
            sep=": ",
        )
    if found.faults:
        raise typer.Exit(1)


def _count(faults: int) -> str:
    return "1 fault" if faults == 1 else f"{faults} faults"


def _example(values: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if values is None else dict(values)


def questions(as_json: JsonFlag = False) -> None:
    """What a recommendation asks, with choices and defaults."""
    found = shipped_questions()
    if as_json:
        print_json(
            [
                {
                    "id": one.id,
                    "text": one.text,
                    "help": one.help,
                    "type": one.type,
                    "asked": one.asked,
                    "from": one.source,
                    "default": one.default,
                    "default_note": one.default_note,
                    "choices": [{"value": c.value, "label": c.label} for c in one.choices],
                }
                for one in found
            ]
        )
        return
    for one in found:
        print(f"{one.id:<20} {one.text}")
        if one.choices:
            print(" " * 21 + " | ".join(choice.value for choice in one.choices))


def answers(
    say: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="QUESTION=ANSWER that holds for every app; may be given more than once. "
            "QUESTION= removes it.",
        ),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """The answers that hold for every app; set some of them, or remove them."""
    given: dict[str, Any] = {}
    for each in say or []:
        name, is_said, value = each.partition("=")
        if not is_said:
            raise Invalid(f"{each!r} is not QUESTION=ANSWER.", field="set")
        given[name.strip()] = value.strip() or None
    if given:
        with runtime().database.write() as session:
            now = service.standing_answers(session, actor())
            merged = {**now.answers, **given}
            service.set_standing_answers(session, actor(), merged, now.version)
    with runtime().database.read() as session:
        found = service.standing_answers(session, actor())
    questions = {one.id: one for one in shipped_questions()}
    told = {name: found.answers.get(name, questions[name].default) for name in STANDING_QUESTIONS}
    if as_json:
        print_json({"answers": told, "said": sorted(found.answers), "version": found.version})
        return
    for name, value in told.items():
        note = "" if name in found.answers else "  (default)"
        print(f"{name:<20} {questions[name].label(value)}{note}")


def recommend(
    app: Annotated[str, typer.Argument(metavar="APP", help="Slug, alias or name.")],
    answers: Annotated[
        str | None, typer.Option(help="YAML or JSON file with answers; - for stdin.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """How to run an app's accounts here: options ranked, with reasons and what would change it."""
    given = _answers(answers) if answers else {}
    with runtime().database.read() as session:
        advice = service.advise(session, actor(), reading(), app, given)
    if as_json:
        print_json(advice_json(advice))
        return
    _print(advice)


def _answers(source: str) -> dict[str, Any]:
    """Answers from a file; raises with file and line for what cannot be read."""
    data = given_bytes(source, "answers")
    name = "stdin" if source == "-" else source
    problems: list[Problem] = []
    text = decode(data, name, problems)
    found = parse_yaml(text, name, problems) if text is not None else None
    if found is None and not problems:
        return {}
    if problems:
        raise BadFiles(problems)
    if not isinstance(found, Row):
        raise Invalid(f"{name} is not a mapping of answers.", field="answers")
    for key in found:
        if key not in ANSWER_NAMES:
            what = f"there is no question {key!r}."
            raise BadFiles([found.problem(what, f"Questions: {', '.join(ANSWER_NAMES)}.", key=key)])
    return {key: _plain(value) for key, value in found.items()}


def _plain(value: Any) -> Any:
    return [_plain(one) for one in value] if isinstance(value, list) else value


def advice_json(advice: Advice) -> dict[str, Any]:
    """A recommendation as ``recommend --json`` prints it; documented in ``docs/cli.md``."""
    situation = advice.recommendation.situation
    frozen = freeze_facts(situation)
    facts = {
        name: {
            "value": frozen["facts"][name],
            "verdicts": {
                key: frozen["verdicts"][key]
                for key in frozen["read_from"][name]
                if key in frozen["verdicts"]
            },
        }
        for name in situation.facts.values
    }
    return {
        "app": situation.app.id,
        "facts": facts,
        "prices": frozen["prices"],
        "answers": advice.given.plain(),
        "options": option_rows(advice.recommendation),
        "choice": str(advice.recommendation.choice),
        "cautions": list(advice.recommendation.cautions),
        "flips": [
            {
                "field": flip.field,
                "kind": flip.kind,
                "from": _value(flip.before),
                "to": _value(flip.after),
                "label": flip.label,
                "choice": str(flip.choice),
            }
            for flip in advice.flips
        ],
        "asked": list(advice.asked),
        "contested": [
            {
                "field": str(verdict.fact),
                "idp": verdict.idp,
                "value": verdict.value,
                "sources": [claim.source_id for claim in verdict.claims],
            }
            for verdict in situation.facts.contested
        ],
    }


def _value(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value if value is None or isinstance(value, bool | int) else str(value)


def _print(advice: Advice) -> None:
    recommendation = advice.recommendation
    if advice.in_place:
        print(f"In place: {advice.in_place} What follows is for an app without it.")
    print(f"{recommendation.first.title}: {recommendation.first.verdict}")
    if recommendation.first.rule and recommendation.first.rule.why:
        print(f"  why      {recommendation.first.rule.why}")
    for reason in recommendation.first.reasons:
        print(f"  because  {reason}")
    for caution in recommendation.cautions:
        print(f"  caution  {caution}")
    for risk in recommendation.first.risks:
        print(f"  risk     {risk}")
    cost = recommendation.first.cost
    told = whole_amount(cost.first_year, cost.currency) if cost.first_year else "not known"
    print(f"  cost     {told} in the first year. {cost.basis}")
    print(f"  access   {recommendation.first.leftover.sentence}")
    for option in recommendation.options[1:]:
        mark = f"{option.rank}." if option.rank else "–"
        print(f"{mark:<3} {option.title}" + (f": {option.why_not}" if not option.feasible else ""))
    titles = {option.id: option.title for option in recommendation.options}
    for flip in advice.flips:
        before, after = (_in_words(advice, flip.field, v) for v in (flip.before, flip.after))
        print(f"would change it: {flip.label}, {before} → {after}: {titles[flip.choice]}")


def _in_words(advice: Advice, field: str, value: Any) -> str:
    """An answer or a fact as the wizard shows it: a plan's, a provider's, a choice's name."""
    situation = advice.recommendation.situation
    question = {one.id: one for one in shipped_questions()}.get(field)
    if field == "current_plan" and value:
        return plan_name(situation.app, str(value))
    if field == "idps" and value:
        return ", ".join(situation.idps.get(one, one) for one in value)
    is_choice = question is not None and bool(question.choices) and value is not None
    return question.label(value) if question and is_choice else field_in_words(field, value)

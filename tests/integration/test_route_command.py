"""Routes, imported plans and answers for all apps on the command line, with the real catalogue."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from core.actor import SYSTEM
from core.app.runtime import Runtime
from core.cli.main import command_line
from core.config import ROOT
from core.errors import Invalid, NotFound
from core.stack import service as stack
from core.stack.entries import OrganisationView, StackFields

FILE = ROOT / "tests" / "data" / "stack-12.csv"
KEYS = {
    *("app", "idp", "plan", "route", "standing", "automatic", "needs_plan", "missing"),
    *("reasons", "claims"),
}
CLAIM_KEYS = {"value", "disputes", "publisher", "source", "url", "as_of"}

pytestmark = pytest.mark.usefixtures("our_runtime")


def run(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(command_line([arguments[0]]), list(arguments), input=text)


def answer(*arguments: str) -> Any:
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.exception
    return json.loads(done.stdout)


def ours(runtime: Runtime, *idps: str, **plans: str | None) -> None:
    """Our IdPs, and apps with their plans."""
    with runtime.database.write() as session:
        new = OrganisationView("Example", idps, "USD", "Europe/Berlin", 1)
        stack.set_organisation(session, SYSTEM, new)
        for app, plan in plans.items():
            stack.add(session, SYSTEM, app, StackFields(plan=plan, seats=40))


def test_an_app_has_one_route_with_the_documented_keys() -> None:
    found = answer("route", "Slack", "--idp", "okta", "--plan", "Business+")
    assert set(found) == KEYS
    assert (found["app"], found["idp"], found["plan"]) == ("slack", "okta", "business-plus")
    assert (found["route"], found["standing"], found["needs_plan"]) == ("scim", "certain", None)
    assert (found["automatic"], found["missing"]) == (False, ["not confirmed"])
    assert found["reasons"]
    assert found["claims"]
    assert all(set(claim) == CLAIM_KEYS for claim in found["claims"])


def test_what_can_is_confirmed_on_the_command_line(our_runtime: Runtime) -> None:
    ours(our_runtime, "okta", **{"slack": "Business+", "github": "Team"})
    for said, route in (
        ("on", "● Okta removes"),
        ("off", "✕ By hand · not switched on"),
        ("unknown", "◐ Okta can remove · not confirmed"),
    ):
        assert run("stack", "provisioning", "Slack", said).stdout == f"Slack: {route}\n"
        assert answer("route", "slack")["automatic"] is (said == "on")
    for app, why in (("github", "does not depend on that"), ("zoom", "not in our stack")):
        done = run("stack", "provisioning", app, "on")
        assert isinstance(done.exception, Invalid)
        assert why in str(done.exception)


@pytest.mark.parametrize(
    ("plan", "standing", "needs"),
    [
        ("pro", "not on our plan", "Business+"),
        ("Contract of 2019", "plan unknown", "Business+"),
        (None, "plan unknown", "Business+"),
    ],
)
def test_a_plan_below_or_unknown_is_by_hand_and_names_the_one_with_scim(
    plan: str | None, standing: str, needs: str
) -> None:
    found = answer("route", "slack", "--idp", "okta", *(("--plan", plan) if plan else ()))
    assert found["plan"] == plan
    assert (found["standing"], found["needs_plan"]) == (standing, needs)
    assert found["route"] in ("jit", "manual")
    assert found["automatic"] is False
    assert any(needs in reason for reason in found["reasons"])


def test_a_contested_route_lists_the_claims_of_both_sides() -> None:
    found = answer("route", "customer-io", "--idp", "onelogin", "--plan", "enterprise")
    assert (found["standing"], found["automatic"]) == ("contested", False)
    assert {"scim", "none"} <= {claim["value"] for claim in found["claims"]}


def test_without_an_idp_given_ours_count_and_without_ours_nothing_is_known(
    our_runtime: Runtime,
) -> None:
    assert answer("route", "slack")["standing"] == "unknown"
    ours(our_runtime, "google-workspace", "okta", slack="business-plus")
    found = answer("route", "slack")
    assert (found["idp"], found["plan"]) == ("okta", "business-plus")
    best = answer("route", "slack", "--idp", "google-workspace", "--idp", "okta")
    assert best == found


def test_every_app_of_the_stack_comes_as_it_does_by_itself(our_runtime: Runtime) -> None:
    ours(our_runtime, "okta", slack="pro", figma="organization", zoom=None)
    found = answer("route", "--stack")
    assert [one["app"] for one in found] == ["figma", "slack", "zoom"]
    for one in found:
        assert set(one) == KEYS
        assert one == answer("route", one["app"])


def test_for_people_it_is_a_line_and_its_reasons(our_runtime: Runtime) -> None:
    ours(our_runtime, "okta", slack="pro")
    done = run("route", "--stack")
    assert done.exit_code == 0
    first, *reasons = done.stdout.splitlines()
    assert first.split(maxsplit=2) == ["slack", "Pro", "✕ By hand · needs Business+"]
    assert any("SCIM needs Business+; ours is Pro." in reason for reason in reasons)


@pytest.mark.parametrize(
    ("arguments", "kind", "field"),
    [
        ((), Invalid, "app"),
        (("slack", "--stack"), Invalid, "app"),
        (("--stack", "--idp", "okta"), Invalid, "stack"),
        (("--stack", "--plan", "pro"), Invalid, "stack"),
        (("slack", "--idp", "octa"), NotFound, "idp"),
        (("qqqqqqqq",), NotFound, "app"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(
    arguments: tuple[str, ...], kind: type[Exception], field: str
) -> None:
    error = run("route", *arguments).exception
    assert isinstance(error, kind)
    assert error.field == field  # type: ignore[attr-defined]


PLANS = {
    "customer-io": "essentials",
    "slack": "pro",
    "github": "team",
    "figma": "professional",
    "notion": "plus",
    "hubspot": "Professional",
    "zoom": "pro",
    "datadog": "Pro",
    "1password": "business",
    "miro": "starter",
    "sentry": "team",
    "acme-intranet": None,
}


def listed() -> dict[str, str | None]:
    return {row["app"]: row["plan"] for row in answer("stack", "list")}


def test_an_imported_plan_is_one_of_the_vendors_or_kept_as_our_own() -> None:
    done = run("stack", "import", str(FILE), "--add-unknown")
    assert done.exit_code == 0, done.exception
    assert "12 added, 0 updated, of 12 rows" in done.stdout
    assert "no plan 'Pro' of Datadog; kept as a plan of your own" in done.stderr
    assert "--plan datadog=infrastructure-pro" in done.stderr
    assert "--plan hubspot=marketing-professional" in done.stderr
    assert listed() == PLANS


def test_an_import_tells_scripts_which_plans_are_our_own_with_guesses() -> None:
    found = answer("stack", "import", str(FILE), "--add-unknown")
    assert found["own_plans"] == [
        {"app": "hubspot", "plan": "Professional", "guesses": ["marketing-professional"]},
        {"app": "datadog", "plan": "Pro", "guesses": ["infrastructure-pro"]},
    ]


def test_a_guess_is_confirmed_by_saying_which_plan_is_meant() -> None:
    run("stack", "import", str(FILE), "--add-unknown")
    found = answer(
        *("stack", "import", str(FILE), "--add-unknown", "--plan", "datadog=Infrastructure Pro")
    )
    assert (found["added"], found["updated"]) == (0, 1)
    assert [one["app"] for one in found["own_plans"]] == ["hubspot"]
    assert listed() == PLANS | {"datadog": "infrastructure-pro"}


def test_an_import_says_what_it_leaves_out_to_people_and_to_scripts() -> None:
    run("stack", "import", str(FILE), "--add-unknown")
    run("stack", "quote", "github", "9000")
    told = "Slack: the USD 15,660 that you paid was for Pro and is left out."
    done = run("stack", "import", "-", text="App,Plan\nSlack,Business+\n")
    assert told in done.stderr
    run("stack", "import", str(FILE), "--add-unknown")
    table = "App,Plan,Spend\nSlack,Business+,\nGitHub,Team,EUR 2000\n"
    scripted = run("stack", "import", "-", "--json", text=table)
    github, slack = json.loads(scripted.stdout)["left_out"]
    assert slack.startswith(told)
    assert github.startswith("GitHub: the USD 9,000 that you were quoted for Enterprise Cloud")


def test_forgetting_the_quote_for_one_plan_leaves_that_for_another_alone() -> None:
    run("stack", "import", str(FILE), "--add-unknown")
    run("stack", "quote", "slack", "50000", "--plan", "Enterprise Grid")
    error = run("stack", "quote", "slack", "--plan", "Business+").exception
    assert isinstance(error, Invalid)
    quotes = {row["app"]: row["quote"] for row in answer("stack", "list")}
    assert quotes["slack"] == "50000"
    done = run("stack", "quote", "slack", "--plan", "enterprise-grid")
    assert "Slack: quote none" in done.stdout


@pytest.mark.parametrize(
    ("meant", "says"),
    [
        ("datadog", "is not APP=PLAN"),
        ("nothing=pro", "is not APP=PLAN"),
        ("datadog=gold", "has no plan 'gold'"),
    ],
)
def test_a_confirmation_that_names_no_plan_is_refused_and_nothing_is_imported(
    meant: str, says: str
) -> None:
    error = run("stack", "import", str(FILE), "--add-unknown", "--plan", meant).exception
    assert isinstance(error, Invalid)
    assert says in str(error)
    assert listed() == {}


def test_of_the_imported_stack_nothing_is_automatic_on_a_guess(our_runtime: Runtime) -> None:
    ours(our_runtime, "okta")
    run("stack", "import", str(FILE), "--add-unknown")
    found = {one["app"]: one for one in answer("route", "--stack")}
    assert set(found) == set(PLANS)
    for app in ("datadog", "hubspot"):
        assert found[app]["standing"] == "plan unknown"
    assert all(one["standing"] == "certain" for one in found.values() if one["automatic"])
    assert found["acme-intranet"]["standing"] == "unknown"
    assert Path(FILE).read_text(encoding="utf-8").count("\n") == 13


def test_a_quote_without_a_plan_is_for_the_plan_that_every_page_compares_with(
    our_runtime: Runtime,
) -> None:
    ours(our_runtime, "okta", bitwarden="teams", vercel="pro", slack="pro")
    for app, plan in (("bitwarden", "enterprise"), ("vercel", "pro-directory-sync")):
        done = run("stack", "quote", app, "1200")
        assert f"USD 1,200 a year for {plan}" in done.stdout, done.exception
    assert "quote USD 0 a year for business-plus" in run("stack", "quote", "slack", "0").stdout
    assert "quote none" in run("stack", "quote", "slack").stdout


def test_a_quote_for_a_plan_that_the_catalogue_lacks_is_kept_with_a_word(
    our_runtime: Runtime,
) -> None:
    ours(our_runtime, "okta", slack="pro", zoom="Contract of 2019")
    unknown = run("stack", "quote", "slack", "5", "--plan", "Foo")
    assert "quote USD 5 a year for Foo" in unknown.stdout
    assert "The catalogue has no plan 'Foo' of Slack" in unknown.stderr
    assert "counts only while you are on it" in unknown.stderr
    near = run("stack", "quote", "slack", "5", "--plan", "Busines Plus")
    assert "Did you mean Business+ (--plan business-plus)?" in near.stderr
    for app, plan in (("slack", "Business+"), ("zoom", "contract of 2019")):
        assert run("stack", "quote", app, "5", "--plan", plan).stderr == ""


def test_an_answer_for_all_apps_can_be_taken_back() -> None:
    said = answer("answers", "--set", "removal_duty=within-a-day", "--set", "idp_change=add")
    assert said["said"] == ["idp_change", "removal_duty"]
    left = answer("answers", "--set", "removal_duty=")
    assert left["said"] == ["idp_change"]
    assert left["answers"]["removal_duty"] == "none"
    # Not even nothing can be said of what is answered for each app.
    refused = run("answers", "--set", "seats=")
    assert isinstance(refused.exception, Invalid)
    assert refused.exception.field == "seats"


def test_an_import_of_a_header_alone_is_refused_and_the_remedy_fits_what_is_wrong() -> None:
    done = run("stack", "import", "-", text="App,Seats\n")
    assert done.exit_code == 1
    assert "has one line and no rows under it" in str(done.exception)
    cells = str(run("stack", "import", "-", text="App,Seats\nSlack,lots\n").exception)
    assert cells.endswith("Correct the cells.")
    names = str(run("stack", "import", "-", text="App,Seats\nNo Such App,5\n").exception)
    assert names.endswith("Correct the names, or use --add-unknown.")
    both = str(run("stack", "import", "-", text="App,Seats\nNo Such App,lots\n").exception)
    assert both.endswith("Correct the cells and the names, or use --add-unknown.")

"""The advice room's door: recommendations, drafts of the wizard, decisions."""

from core.advice.decisions.drafts import delete_draft, draft, drafts, save_draft, start_draft
from core.advice.decisions.export import (
    cost_basis,
    cost_text,
    decision_json,
    decision_markdown,
    decision_pdf,
    fact_rows,
    leftover_text,
    stack_pdf,
    stack_xlsx,
    why_title,
)
from core.advice.decisions.frozen_facts import freeze as freeze_facts
from core.advice.decisions.frozen_facts import option_rows
from core.advice.decisions.service import (
    accept,
    accept_as_shown,
    decide,
    decision,
    decision_names,
    decisions,
    latest_decisions,
    run_again,
    stale_apps,
)
from core.advice.decisions.wording import review_by
from core.advice.recommendation.cost import about as about_amount
from core.advice.recommendation.cost import whole as whole_amount
from core.advice.recommendation.service import (
    advise,
    advise_stack,
    choices_for_stack,
    for_calculator,
    questions_for,
    set_standing_answers,
)
from core.advice.recommendation.totals import money, stack_totals
from core.advice.recommendation.wording import hours as hours_in_words
from core.advice.routes import (
    accepted_decisions,
    our_circumstances,
    route_here,
    routes_of_stack,
)
from core.advice.rules.check import check as check_rules
from core.advice.rules.condition_wording import lines as condition_lines
from core.advice.rules.fields import in_words as field_in_words
from core.advice.rules.rule_book import read_rules
from core.advice.situation.known_answers import plans_of
from core.advice.situation.questions import read_questions, shipped_questions
from core.advice.standing_answers import standing_answers

__all__ = [
    "about_amount",
    "accept",
    "accept_as_shown",
    "accepted_decisions",
    "advise",
    "advise_stack",
    "check_rules",
    "choices_for_stack",
    "condition_lines",
    "cost_basis",
    "cost_text",
    "decide",
    "decision",
    "decision_json",
    "decision_markdown",
    "decision_names",
    "decision_pdf",
    "decisions",
    "delete_draft",
    "draft",
    "drafts",
    "fact_rows",
    "field_in_words",
    "for_calculator",
    "freeze_facts",
    "hours_in_words",
    "latest_decisions",
    "leftover_text",
    "money",
    "option_rows",
    "our_circumstances",
    "plans_of",
    "questions_for",
    "read_questions",
    "read_rules",
    "review_by",
    "route_here",
    "routes_of_stack",
    "run_again",
    "save_draft",
    "set_standing_answers",
    "shipped_questions",
    "stack_pdf",
    "stack_totals",
    "stack_xlsx",
    "stale_apps",
    "standing_answers",
    "start_draft",
    "whole_amount",
    "why_title",
]

"""The advice room's door: recommendations, drafts of the wizard, decisions."""

from core.advice.decisions.drafts import draft, drafts, save_draft, start_draft
from core.advice.decisions.service import (
    accept,
    accepted_options,
    decide,
    decision,
    decisions,
    run_again,
)
from core.advice.recommendation.service import (
    advise,
    advise_stack,
    check_shared,
    choices_for_stack,
    questions_for,
    ruled_out_for,
)

__all__ = [
    "accept",
    "accepted_options",
    "advise",
    "advise_stack",
    "check_shared",
    "choices_for_stack",
    "decide",
    "decision",
    "decisions",
    "draft",
    "drafts",
    "questions_for",
    "ruled_out_for",
    "run_again",
    "save_draft",
    "start_draft",
]

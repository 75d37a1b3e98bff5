"""The catalogue's door: look up verdicts, search, record what we observed."""

from core.catalog.bundle.bundle import read_bundle
from core.catalog.compare import compare as compare_apps
from core.catalog.export import cell_text, matrix_csv, matrix_xlsx
from core.catalog.link_check import check_links
from core.catalog.lookup import (
    app_page,
    benchmarks,
    catalog,
    find_app,
    idps,
    kept_plan,
    matrix,
    sources,
    stats,
    support,
    what_to_click,
)
from core.catalog.names import Lookup, is_near
from core.catalog.names import guesses as guess_names
from core.catalog.names import normalise as normalise_name
from core.catalog.names import resolve as resolve_name
from core.catalog.plans import (
    begins_by_price_list,
    find_plan,
    guess_plans,
    inclusion,
    lowest_value,
    lowest_with,
    our_plan,
    plan_name,
    plans_of,
)
from core.catalog.recording import (
    add_app,
    forget_app,
    is_name_for_app,
    load_bundle,
    observe,
    record_checks,
)
from core.catalog.verdicts.explain import (
    by_idp,
    by_provisioning,
    price_conflict,
    says,
    spelled,
    what_to_do,
    why_it_wins,
)

__all__ = [
    "Lookup",
    "add_app",
    "app_page",
    "begins_by_price_list",
    "benchmarks",
    "by_idp",
    "by_provisioning",
    "catalog",
    "cell_text",
    "check_links",
    "compare_apps",
    "find_app",
    "find_plan",
    "forget_app",
    "guess_names",
    "guess_plans",
    "idps",
    "inclusion",
    "is_name_for_app",
    "is_near",
    "kept_plan",
    "load_bundle",
    "lowest_value",
    "lowest_with",
    "matrix",
    "matrix_csv",
    "matrix_xlsx",
    "normalise_name",
    "observe",
    "our_plan",
    "plan_name",
    "plans_of",
    "price_conflict",
    "read_bundle",
    "record_checks",
    "resolve_name",
    "says",
    "sources",
    "spelled",
    "stats",
    "support",
    "what_to_click",
    "what_to_do",
    "why_it_wins",
]

"""What crosses the wall of the catalog room: its value types."""

from core.catalog.bundle.app_sources import AppSources
from core.catalog.bundle.folder import Folder
from core.catalog.compare import ComparedRow
from core.catalog.link_check import LinkResult, Outcome
from core.catalog.lookup import STALE_AFTER_DAYS, AppPage, Reading, SourceUse, Stats
from core.catalog.matrix import Capability, Cell, Matrix, MatrixQuery, Sorting
from core.catalog.memo import Memo
from core.catalog.models import (
    CLOSED_VALUES,
    OTHER_IDP,
    SET_FACTS,
    UNKNOWN,
    WHERE,
    App,
    Authority,
    Fact,
    Idp,
    PricePair,
    Provisioning,
    Remark,
    RemarkKind,
    SetupGuide,
    Source,
    Sso,
    Unit,
)
from core.catalog.names import Guess
from core.catalog.plans import EVERY_PLAN, Inclusion, OurPlan, PlanView
from core.catalog.recording import Observation
from core.catalog.snapshot import AppEntry, Snapshot
from core.catalog.verdicts.price import PriceView
from core.catalog.verdicts.verdict import ClaimView, Standing, Verdict

__all__ = [
    "CLOSED_VALUES",
    "EVERY_PLAN",
    "OTHER_IDP",
    "SET_FACTS",
    "STALE_AFTER_DAYS",
    "UNKNOWN",
    "WHERE",
    "App",
    "AppEntry",
    "AppPage",
    "AppSources",
    "Authority",
    "Capability",
    "Cell",
    "ClaimView",
    "ComparedRow",
    "Fact",
    "Folder",
    "Guess",
    "Idp",
    "Inclusion",
    "LinkResult",
    "Matrix",
    "MatrixQuery",
    "Memo",
    "Observation",
    "OurPlan",
    "Outcome",
    "PlanView",
    "PricePair",
    "PriceView",
    "Provisioning",
    "Reading",
    "Remark",
    "RemarkKind",
    "SetupGuide",
    "Snapshot",
    "Sorting",
    "Source",
    "SourceUse",
    "Sso",
    "Standing",
    "Stats",
    "Unit",
    "Verdict",
]

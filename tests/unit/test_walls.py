"""The walls of the house (``[tool.importlinter]``): each contract fails once it is broken."""

from copy import deepcopy
from typing import Any

import grimp
import pytest
from importlinter import Contract, api
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract

from core.config import ROOT

READ = api.read_configuration(str(ROOT / "pyproject.toml"))
CONTRACTS: dict[str, dict[str, Any]] = {one["name"]: one for one in READ["contracts_options"]}
KINDS: dict[str, type[Contract]] = {
    "layers": LayersContract,
    "forbidden": ForbiddenContract,
    "protected": ProtectedContract,
}
BREAKS = {
    "the floors of the house": [
        ("core.stack.service", "core.offboarding.service"),
        ("core.storage.database", "core.audit.service"),
        ("core.storage.migrations.versions.0012_lifetime_of_access_tokens", "core.notify.service"),
        ("core.web.gate", "core.cli.main"),
        ("core.files.data_files", "core.net.guard"),
    ],
    "core never imports streamlit or pages": [
        ("core.offboarding.reminders.job", "streamlit"),
        ("core.cli.access.users", "pages.ui.words"),
    ],
    "sections of pages know each other only through ui": [
        ("pages.cost.calculator", "pages.advice.parts.chart"),
        ("pages.ui.words", "pages.stack.parts.charts"),
    ],
    "inside offboarding": [("core.offboarding.steps.service", "core.offboarding.cases.service")],
    "inside accounts": [("core.accounts.formats.reader", "core.accounts.feeds.taking.take")],
    "inside advice": [("core.advice.rules.grid", "core.advice.decisions.drafts")],
    "inside cost": [("core.cost.model.cost_model", "core.cost.results.result")],
    "inside SCIM": [("core.scim.bridge.tokens", "core.scim.outbound.client")],
    "inside the bridge": [
        ("core.scim.bridge.resources.rows", "core.scim.bridge.protocol.server"),
    ],
    "inside the catalogue": [("core.catalog.verdicts.verdict", "core.catalog.bundle.loader")],
    "the door of the demo": [("pages.ui.banners.demo", "core.demo.seeding")],
    "the door of the bridge": [("core.scim.lab.checks", "core.scim.bridge.protocol.server")],
    **{
        f"the door of {room}": [
            ("pages.shell", f"core.{room}.{inner}"),
            ("core.cli.apps.stack", f"core.{room}.{inner}"),
            ("core.web.gate", f"core.{room}.{inner}"),
        ]
        for room, inner in {
            "accounts": "feeds.taking.take",
            "overview": "desk",
            "offboarding": "steps.service",
            "advice": "rules.decision_table",
            "cost": "model.model",
            "scim": "outbound.client",
            "stack": "models",
            "catalog": "models",
            "notify": "sending",
            "jobs": "outbox",
            "identity": "sessions",
            "secrets": "anything_new",
            "audit": "chain",
            "search": "matching",
        }.items()
    },
}
"""For each contract, imports that it must refuse."""


@pytest.fixture(scope="module")
def house() -> grimp.ImportGraph:
    return grimp.build_graph("core", "pages", include_external_packages=True, cache_dir=None)


def holds(name: str, house: grimp.ImportGraph) -> bool:
    options = CONTRACTS[name]
    contract = KINDS[options["type"]](name, READ["session_options"], options)
    return contract.check(house, verbose=False).kept


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_contract_holds_and_fails_when_it_is_broken(name: str, house: grimp.ImportGraph) -> None:
    assert holds(name, deepcopy(house))
    for importer, imported in BREAKS[name]:
        broken = deepcopy(house)
        assert importer in broken.modules
        broken.add_module(imported) if imported not in broken.modules else None
        broken.add_import(importer=importer, imported=imported, line_number=1, line_contents="")
        assert not holds(name, broken), f"{importer} may import {imported}"


def test_a_room_that_no_layer_names_is_refused(house: grimp.ImportGraph) -> None:
    for contract, module in (
        ("the floors of the house", "core.utils"),
        ("sections of pages know each other only through ui", "pages.helpers"),
        ("inside offboarding", "core.offboarding.misc"),
    ):
        larger = deepcopy(house)
        larger.add_module(module)
        assert not holds(contract, larger), module


def test_no_contract_has_more_than_three_exceptions() -> None:
    assert all(len(one.get("ignore_imports", ())) <= 3 for one in CONTRACTS.values())


def test_no_folder_is_too_full_to_be_read() -> None:
    folders = {file.parent for top in ("core", "pages") for file in (ROOT / top).rglob("*.py")}
    counts = {folder: len(list(folder.glob("*.py"))) for folder in folders}
    counts.pop(ROOT / "core" / "storage" / "migrations" / "versions")  # one more with each change
    assert {str(folder): count for folder, count in counts.items() if count > 14} == {}

"""``python -m core catalog check``: what a contributor sees."""

import csv
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from core.catalog.bundle.bundle import read_bundle
from core.catalog.models import WHERE, RemarkKind
from core.config import ROOT
from tests.support.processes import offramp


def check(folder: Path, data: Path) -> subprocess.CompletedProcess[str]:
    return offramp(data, "catalog", "check", OFFRAMP_CATALOG_DIR=str(folder))


def test_the_bundled_catalogue_passes(tmp_path: Path) -> None:
    done = check(ROOT / "data" / "catalog", tmp_path)
    assert (done.returncode, done.stdout[:4]) == (0, "ok: ")


def test_bad_files_end_with_exit_code_1_and_every_problem(tmp_path: Path) -> None:
    folder = tmp_path / "catalog"
    shutil.copytree(ROOT / "data" / "catalog", folder)
    app = folder / "apps" / "box.yaml"
    app.write_text(app.read_text().replace("idp: okta", "idp: octa", 1), encoding="utf-8")
    (folder / "aliases.csv").open("a", encoding="utf-8").write("box,zoom\n")
    done = check(folder, tmp_path)
    said = done.stdout + done.stderr
    assert done.returncode == 1
    assert "2 problems in the data files" in said
    assert "catalog/apps/box.yaml:" in said
    assert "unknown IdP 'octa'. Use one of: auth0" in said
    assert "catalog/aliases.csv:" in said


def test_a_table_that_cannot_be_read_makes_no_trouble_for_the_aliases(tmp_path: Path) -> None:
    folder = tmp_path / "catalog"
    shutil.copytree(ROOT / "data" / "catalog", folder)
    pairs = folder / "price_pairs.csv"
    lines = pairs.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[99] = 'x,y,"open\n'
    pairs.write_text("".join(lines), encoding="utf-8")
    said = check(folder, tmp_path).stderr
    assert "1 problem in the data files" in said
    assert "catalog/price_pairs.csv:100: is not valid CSV" in said


def test_nothing_that_was_gathered_has_been_lost() -> None:
    """What the first gathering brought, as counted then: files may grow, not shrink."""
    bundle = read_bundle(ROOT / "data" / "catalog")
    described = [app for app in bundle.apps.values() if app.depth == "described"]
    listings = {
        source for source in bundle.sources if source.partition("/")[2].endswith("-listing")
    }
    kinds = Counter(remark.kind for remark in bundle.remarks)
    counts = {
        "apps": (len(bundle.apps), 1_995),
        "described apps": (len(described), 132),
        "app and IdP rows": (sum(1 for _ in listing_rows()), 2_023),
        "their sources": (len(listings), 1_900),
        "price pairs": (len(bundle.price_pairs), 150),
        "prices": (len(bundle.prices), 275),
        "limitations and notes on leavers": (
            sum(kinds[kind] for kind in (RemarkKind.LIMITATION, RemarkKind.LEAVER)),
            346 + 174,
        ),
        "apps that say where their accounts are listed": (kinds[RemarkKind.MEMBER_LIST], 57),
        "apps that say how one is removed": (kinds[RemarkKind.REMOVAL], 43),
        "set-up": (len(bundle.setup_guides), 58),
        "benchmarks of manual work": (len(bundle.benchmarks), 24),
        "other names": (len(bundle.aliases), 275),
        "price files that are not the vendor's word": (
            sum(source.quality is not None for source in bundle.sources.values()),
            45,
        ),
    }
    assert not {name: pair for name, pair in counts.items() if pair[0] < pair[1]}


def listing_rows() -> Iterator[dict[str, str]]:
    with (ROOT / "data" / "catalog" / "listings.csv").open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def test_what_to_click_can_be_followed_to_its_page_and_has_one_form() -> None:
    bundle = read_bundle(ROOT / "data" / "catalog")
    clicks = [remark for remark in bundle.remarks if remark.kind in WHERE]
    for remark in clicks:
        source = bundle.sources[remark.source_id]
        assert all((source.title, source.url, source.read_on)), remark
        assert remark.app_id in bundle.apps
        # A step puts it into a sentence: "Open Admin console > Members in Asana."
        assert not remark.text.startswith(("Open ", "Go to ", "In ")), remark.text
        assert not remark.text.endswith((".", ">")), remark.text
        assert len(remark.text) <= 100, remark.text
    counted = Counter((remark.app_id, remark.kind) for remark in clicks)
    assert [pair for pair, number in counted.items() if number > 1] == []

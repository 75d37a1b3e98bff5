"""What is fuzzed: each target takes any bytes, and lets nothing out but what it declares.

A target that returns has read or refused its input, in words. Anything that it raises is a find.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from unicodedata import category

from markdown_it import MarkdownIt

from core.accounts.absence.commitment import canonical
from core.accounts.absence.listing import Tree
from core.accounts.absence.names import known_by
from core.accounts.absence.proving import prove
from core.accounts.absence.verifying import verify_text
from core.accounts.formats.reader import read as read_delivery
from core.accounts.kinds import Subject
from core.audit.values import read_excerpt
from core.cost.scenario.profile_table import read_profiles
from core.cost.scenario.scenario_file import read_upload
from core.errors import OfframpError
from core.files import table_rows
from core.files.data_files import Problem, decode, parse_csv, parse_yaml
from core.files.tables import Line, Table, read_table
from core.net import guard
from core.offboarding.cases.import_file import read_leavers
from core.offboarding.pack import manifest
from core.offboarding.steps.evidence_files import checked_name
from core.scim.bridge.protocol import fast_path
from core.signatures import statement
from core.stack.lists.importing import plan_import
from core.web.sign_in_routes import safe_next
from pages.ui import words
from tests.support.absence import tree
from tests.support.hostile_files import book

NAMES = {"customer-io": "Customer.io", "slack": "Slack", "miro": "Miro", "github": "GitHub"}
ALIASES = {"cio": "customer-io"}
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PLAIN = {"text", "softbreak", "hardbreak"}


@dataclass(frozen=True)
class Target:
    """``run`` takes any bytes; ``seeds`` are good ones to begin from, ``words`` what to put in."""

    run: Callable[[bytes], None]
    seeds: Sequence[bytes]
    words: Sequence[bytes] = ()
    share: float = 1.0
    """Of the inputs that others get: what is dear gets fewer."""


def text_of(data: bytes) -> str:
    """Any text, lone surrogates too: a browser, a client or a file may send each."""
    return data.decode("utf-8", "surrogatepass" if data[-1:] == b"!" else "replace") if data else ""


def _text(data: bytes) -> str:
    try:
        return text_of(data)
    except UnicodeDecodeError:
        return data.decode("latin-1")


def csv_table(data: bytes) -> None:
    """A pasted list, as apps and as leavers."""
    try:
        found = [Line(number, tuple(cells)) for number, cells in table_rows.rows(data, "f")]
    except OfframpError:
        return
    assert len(found) <= table_rows.MAX_ROWS
    if found:
        _used(Table(found[0].cells, found[1:]))


def list_of_accounts(data: bytes) -> None:
    """A delivered list, of accounts and of people, as a table and as JSON."""
    for subject in Subject:
        for name in ("f.csv", "f.json"):
            try:
                found = read_delivery(data, name, subject)
            except OfframpError:
                continue
            assert found.frame["key"].is_unique().all()
            assert found.frame["key"].is_not_null().all()


def xlsx_table(data: bytes) -> None:
    """An uploaded workbook, in the process that reads such."""
    try:
        _used(read_table(data, "f.xlsx"))
    except OfframpError:
        return


def xlsx_part(data: bytes) -> None:
    """A workbook that is whole but for one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_workbook())) as whole, zipfile.ZipFile(out, "w") as broken:
        names = whole.namelist()
        hit = names[data[0] % len(names)] if data else ""
        for name in names:
            broken.writestr(name, data[1:] if name == hit else whole.read(name))
    xlsx_table(out.getvalue())


def _used(table: Table) -> None:
    for use in (
        lambda: plan_import(table, NAMES, ALIASES, currency="EUR"),
        lambda: read_leavers(table, NAMES, ALIASES, {}, "Europe/Berlin"),
    ):
        try:
            use()
        except OfframpError:
            continue


def scenario(data: bytes) -> None:
    """A scenario, YAML or JSON."""
    try:
        read_upload(data, "f.yaml")
    except OfframpError as error:
        assert len(str(error)) < 100_000


def document(data: bytes) -> None:
    """Any data file: what is wrong is noted, never raised."""
    problems: list[Problem] = []
    text = decode(data, "f", problems)
    if text is not None:
        parse_yaml(text, "f", problems)
        list(parse_csv(text, "f", ("app", "day", "url"), problems))
    for problem in problems:
        assert problem.line >= 1


def profiles(data: bytes) -> None:
    """Twelve months, pasted."""
    try:
        read_profiles(_text(data))
    except OfframpError:
        return


def next_path(data: bytes) -> None:
    """Where a sign-in leads: only ever into this place."""
    found = safe_next(_text(data))
    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))
    assert not set(found) & {"\r", "\n", "\0", "\t"}


def address(data: bytes) -> None:
    """Where a request may go: somewhere public, or nowhere, with a reason."""
    text = _text(data)
    try:
        place = guard.check(text, allow_http=True, resolver=lambda host, _port: [host])
    except (OfframpError, OSError):
        return
    assert guard.why_not(place.address) is None


def markdown(data: bytes) -> None:
    """Data on a page: text, whatever is written in it."""
    text = _text(data)
    _is_plain(f"told: {words.md(text)}", PLAIN)
    _is_plain(f"### told: {words.md(text)}", PLAIN)
    _is_plain(f"| a | b |\n| - | - |\n| {words.md(text)} | x |", PLAIN)
    _is_plain(f"told: {words.link(text, _text(data[::2]))}", {*PLAIN, "link_open", "link_close"})


def _is_plain(source: str, allowed: set[str]) -> None:
    for token in MARKDOWN.parse(source.encode("utf-8", "replace").decode()):
        assert token.type not in ("html_block", "code_block", "fence", "hr"), (source, token)
        for inner in token.children or ():
            assert inner.type in allowed, (source, inner)
            if inner.type == "link_open":
                address = str(inner.attrs["href"])
                ours = re.fullmatch(r"[a-z-]+(\?.*)?", address)
                assert ours or address.startswith(("https://", "http://")), source


def file_name(data: bytes) -> None:
    """The name of an evidence file: one that can be shown, or none."""
    try:
        found = checked_name(_text(data))
    except OfframpError:
        return
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert not [one for one in set(found) - {"\u200c", "\u200d"} if category(one) in hidden]
    assert not {"/", "\\", "\0"} & set(found)


def signed_things(data: bytes) -> None:
    """Manifests and signatures that somebody hands us to verify."""
    for read in (manifest.read, statement._statement):
        try:
            read(data)
        except ValueError:
            continue


def proof_of_absence(data: bytes) -> None:
    """A proof, or an entry of the log, out of a pack that somebody hands us to verify."""
    text = _text(data)
    assert text == _proof() or not verify_text(text, _tree().root).holds
    try:
        excerpt = read_excerpt(text)
    except ValueError:
        return
    excerpt.problem(())


def scim_query(data: bytes) -> None:
    """A filter in an IdP's request."""
    fast_path.equality({"filter": _text(data)})


@cache
def _tree() -> Tree:
    return tree([{"email": "ada@example.com", "external_id": "U1"}, {"user_name": "bob"}])


@cache
def _proof() -> str:
    return canonical(prove(_tree(), known_by(["eve@example.com"]), 1))


@cache
def _workbook() -> bytes:
    row = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="str"><v>Seats</v></c></row>'
    more = '<row r="2"><c t="inlineStr"><is><t>Slack</t></is></c><c r="B2"><v>5</v></c></row>'
    return book([row, more], ["<si><t>App</t></si>"])


APPS = (
    b"App;Plan;Seats;Spend;Currency;Owner;Renewal;Notes\r\n"
    b'CIO;Premium;1.200;"12.000,50 \xe2\x82\xac";;IT;31.01.2027;"a\nb"\r\nSlack;;;;;;;\r\n'
)
LEAVERS = (
    b"Person,Email,Kind,Effective,Zone,Manager,Apps,Restricted\n"
    b"Ada Example,ada@example.com,voluntary,2026-12-01 17:00,Europe/Berlin,Sam,Slack;CIO,yes\n"
)
SCENARIO = b"""name: Ours
app: slack
currency: EUR
horizon_years: 3
inputs: {seats: 40, hourly_rate: {low: 40, likely: 50, high: 70, currency: EUR}}
rates: {USD: 0.9}
plans: {current: {billing: seat, commitment: annual, tiers: 2}}
profiles: {months: [1, 2, 3], period: month, cleanup_percent: 10}
"""
LOG_ENTRY = (
    b'{"id": 2, "at": "2026-11-30T14:02:00+00:00", "actor_id": "a", "actor_name": "Ada", '
    b'"action": "snapshot.conclude", "object": "snapshot:1", "before": null, "after": {"a": 1}, '
    b'"address": null, "request_id": null, "state": null, "hash": "00", "mac": "", '
    b'"previous": "11"}\n'
)
YAML_WORDS = (
    *(b"- ", b": ", b"? ", b"&a ", b"*a", b"!!int ", b"%TAG ! x\n", b"---\n", b"...\n", b"|\n  "),
    *(b"{", b"}", b"[", b"]", b"'", b'"', b"\\u0000", b"\\ud800", b"0x", b"1:1", b"1e999", b".inf"),
    *(b".nan", b"2026-01-01 1:1:1.1 +99:99", b"9" * 5_000, b"~", b"yes", b"<<: *a", b"\t", b"\xff"),
    *(b"months", b"generate", b"value", b"low", b"high", b"options", b"upgrade-for-scim"),
)
ODD = (
    *(b"\0", b"\r", b"\n", b"\xed\xa0\x80", b"\xe2\x80\xae", b"\xef\xbb\xbf", b"\xc2\x85"),
    *(b"\xf0\x9f\x98\x80", b"\xff\xfe", b"%0a", b"%2f", b"..", b"//", b"\\", b"@", b"#", b"?"),
)
MARKS = (
    b"[a](javascript:1)",
    b"![x](http://e)",
    b"<b>",
    b"```",
    b"**",
    b"~~",
    b"$$",
    b":red[",
    b"|",
)

DELIVERIES = (
    b"username,email,status,billing-active,userid\nada,a@example.com,Admin,1,U1\n",
    b"Employee #;Work Email;Hire Date;Termination Date;x\n1;a@b.example;1/2/2020;31.12.2026;x\n",
    b'{"totalResults":2,"Resources":[{"id":"1","userName":"a","emails":[{"value":"a@b.example"}]}]}',
    b'{"id":"1","email":"a@b.example"}\n{"id":"2","lastLogin":1700000000}\n',
)

TARGETS: Mapping[str, Target] = {
    "tables": Target(csv_table, (APPS, LEAVERS, b"a\tb\n1\t2"), (b'"', b";", b"\t", b",", *ODD)),
    "lists": Target(
        list_of_accounts, DELIVERIES, (b'"', b";", b"\t", b",", b"{", b"]", b"@", *ODD), 0.05
    ),
    "workbooks": Target(xlsx_table, (_workbook(),), (b"PK\x03\x04", b"PK\x01\x02", *ODD), 0.01),
    "parts of workbooks": Target(
        xlsx_part,
        tuple(
            bytes([at]) + zipfile.ZipFile(io.BytesIO(_workbook())).read(name)
            for at, name in enumerate(zipfile.ZipFile(io.BytesIO(_workbook())).namelist())
        ),
        (
            b"XFD1048576",
            b"A0",
            b't="s"',
            b"<v>",
            b"</row>",
            b"&amp;",
            b"-1",
            b"1e999",
            b"<!DOCTYPE",
        ),
        0.01,
    ),
    "scenarios": Target(scenario, (SCENARIO, b'{"name": "x", "inputs": {}}'), YAML_WORDS, 0.5),
    "data files": Target(document, (SCENARIO, b"app,day,url\na,b,c\n"), YAML_WORDS, 0.5),
    "profiles": Target(
        profiles,
        (b"4200\n" * 12, b"peak;average;end\n" + b"1.200;1,5;3\n" * 12),
        (b"'", b"1.234", b"1,234", b"peak", b'"', b"\x1c", *ODD),
    ),
    "where a sign-in leads": Target(next_path, (b"/stack?a=1", b"//evil", b"/sign-in"), ODD),
    "addresses": Target(
        address,
        (b"https://example.com/scim", b"https://[::ffff:10.0.0.1]:443/", b"http://0x7f.1/"),
        (b"[::1]", b"127.0.0.1", b"169.254.169.254", b"::", b"%25", b"fe80::1%eth0", *ODD),
    ),
    "markdown": Target(markdown, (b"Ada [x](http://e) Example", b"https://a.b/(c)"), MARKS + ODD),
    "names of files": Target(file_name, (b"shot.png", b"../x"), ODD),
    "signed things": Target(
        signed_things,
        (
            b'{"format": "offramp-pack/1", "mac": "a:b", "members": []}',
            b'{"format": 1, "keys": []}',
        ),
        (b"[" * 3_000, b"{", b'"', b"null", b"9" * 5_000, b"\\ud800", *ODD),
        0.5,
    ),
    "proofs of absence": Target(
        proof_of_absence,
        (_proof().encode(), LOG_ENTRY),
        (b"[" * 3_000, b"{", b'"', b"null", b"1e999", b"9" * 5_000, b"\\ud800", b"-", *ODD),
        0.2,
    ),
    "SCIM filters": Target(
        scim_query,
        (b'userName eq "ada"', b'externalId eq "\\u0041"'),
        (b'"', b"\\", b" eq ", b" and ", b"(", b"[", b"\\ud800", *ODD),
    ),
}


def run(name: str, data: bytes) -> None:
    """Give one input to a target; a failure says which, so that it can be kept as a test."""
    try:
        TARGETS[name].run(data)
    except Exception as error:
        error.add_note(f"{name}: {data!r}")
        raise

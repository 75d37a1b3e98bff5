"""Proof of absence: what a list holds is never absent, and no changed byte passes."""

import json
import random
from collections.abc import Iterator
from copy import deepcopy
from hashlib import sha256
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.accounts.absence import leaf, merkle
from core.accounts.absence.commitment import as_json, canonical
from core.accounts.absence.leaf import Shown
from core.accounts.absence.listing import DECOYS, Tree
from core.accounts.absence.names import Name, NameKind, in_form, known_by, pointer
from core.accounts.absence.proof import named
from core.accounts.absence.proving import NothingToCompare, StillThere, _place, prove
from core.accounts.absence.verifying import verify, verify_text
from core.accounts.identifiers import Rules, is_address
from core.accounts.kinds import AccountStatus
from tests.fuzz.examples import examples
from tests.support.absence import HIDDEN, accounts, resealed, tree

ADA = Name(NameKind.ADDRESS, "ada@example.com")
USABLE = (AccountStatus.ACTIVE, AccountStatus.INVITED, AccountStatus.UNKNOWN)
MANY = max(25, 100 * examples(0))
"""Random lists: a few here, 10,000 in ``make fuzz``."""
RANDOM = settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))


def person(number: int, status: str = "active") -> dict[str, object]:
    return {
        "external_id": f"U{number}",
        "user_name": f"user{number}",
        "email": f"User{number}@Example.com",
        "status": status,
    }


COMPANY = [person(number) for number in range(20)]


# The tree itself.


def mth(leaves: list[bytes]) -> bytes:
    """RFC 9162 §2.1.1, word for word."""
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = 1 << ((len(leaves) - 1).bit_length() - 1)
    return sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def way(index: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 9162 §2.1.3.1, word for word."""
    if len(leaves) == 1:
        return []
    k = 1 << ((len(leaves) - 1).bit_length() - 1)
    if index < k:
        return [*way(index, leaves[:k]), mth(leaves[k:])]
    return [*way(index - k, leaves[k:]), mth(leaves[:k])]


@pytest.mark.parametrize("count", [*range(1, 20), 31, 32, 33, 64, 65])
def test_root_and_paths_are_those_of_rfc_9162(count: int) -> None:
    leaves = [bytes([at]) * 3 for at in range(count)]
    built = merkle.levels(b"".join(leaves), 3)
    assert built[-1] == mth(leaves)
    for at, each in enumerate(leaves):
        path = merkle.path(built, at)
        assert path == way(at, leaves)
        assert merkle.root_of(each, at, count, path) == mth(leaves)
        assert merkle.root_of(each, at, count, [*path, mth(leaves)]) is None
        if path:
            assert merkle.root_of(each, at, count, path[:-1]) is None
        assert merkle.root_of(each, at + count, count, path) is None


def test_batches_do_not_change_the_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    leaves = random.Random(1).randbytes(3 * 1000)
    whole = merkle.levels(leaves, 3)
    monkeypatch.setattr(merkle, "_BATCH", 7)
    assert merkle.levels(leaves, 3) == whole


def test_a_point_is_the_hmac_of_kind_and_text() -> None:
    for key in (HIDDEN[:32], bytes(32)):
        assert pointer(key)("address\nada@example.com") == ADA.point(key)


def test_leaves_are_sorted_with_an_end_at_either_side_and_decoys_between() -> None:
    built = tree(COMPANY)
    points = [leaf.read(built.leaf(at)).point for at in range(built.count)]
    assert points == sorted(points)
    assert (points[0], points[-1]) == (leaf.BELOW, leaf.ABOVE)
    assert built.count == 20 * 3 * (1 + DECOYS) + 2 == built.commitment.leaves


def test_points_of_which_the_first_bytes_are_the_same_are_sorted_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One in 2^64 pairs is; and a tree that is not sorted would prove anything."""
    from core.accounts.absence import listing

    def alike(key: bytes) -> Any:
        return lambda name: b"same 8 b" + sha256(key + name.encode()).digest()[8:]

    monkeypatch.setattr(listing, "pointer", alike)
    built = tree(COMPANY)
    points = [leaf.read(built.leaf(at)).point for at in range(built.count)]
    assert points == sorted(points)


# What is proven.


def test_someone_who_is_not_listed_is_absent_by_every_name() -> None:
    built = tree(COMPANY)
    proof = prove(built, known_by(["Ada@Example.com", "ada"], ["U99"]), snapshot=17)
    verdict = verify(proof, built.root)
    assert verdict.problems == ()
    assert verdict.shown == {
        ADA: Shown.ABSENT,
        Name(NameKind.USER_NAME, "ada"): Shown.ABSENT,
        Name(NameKind.EXTERNAL_ID, "u99"): Shown.ABSENT,
    }
    assert verdict.said == built.commitment
    assert verify_text(canonical(proof), built.root) == verdict


@pytest.mark.parametrize(
    ("status", "shown"), [("deactivated", Shown.DEACTIVATED), ("suspended", Shown.SUSPENDED)]
)
def test_an_account_that_cannot_be_used_is_shown_as_what_it_is(status: str, shown: Shown) -> None:
    built = tree([*COMPANY, person(20, status)])
    verdict = verify(prove(built, known_by(["user20@example.com"]), 17), built.root)
    assert list(verdict.shown.values()) == [shown]
    assert verdict.holds


@pytest.mark.parametrize("status", USABLE)
@pytest.mark.parametrize("text", ["USER3@example.COM", " user3 ", "ｕｓｅｒ３"])
def test_nothing_is_proven_of_an_account_that_may_be_in_use(status: str, text: str) -> None:
    built = tree([person(number, status) for number in range(5)])
    with pytest.raises(StillThere, match="still has an account of user3"):
        prove(built, known_by([text]), 17)


def test_of_two_accounts_of_one_name_the_one_in_use_is_what_counts() -> None:
    one, other = person(1, "deactivated"), person(2, "active") | {"email": "user1@example.com"}
    for rows in ([one, other], [other, one]):
        with pytest.raises(StillThere):
            prove(tree(rows), known_by(["user1@example.com"]), 17)


def test_an_address_is_the_same_wherever_the_list_has_it() -> None:
    for column in ("email", "user_name", "external_id", "employee_number"):
        with pytest.raises(StillThere):
            prove(tree([*COMPANY, {column: "ada@example.com"}]), [ADA], 17)


def test_a_user_name_is_no_number() -> None:
    built = tree([{"user_name": "77", "employee_number": "12"}])
    shown = verify(prove(built, known_by(["12"], numbers=["77"]), 17), built.root).shown
    assert set(shown.values()) == {Shown.ABSENT}
    assert len(shown) == 2


def test_what_the_settings_say_is_the_same_is_the_same() -> None:
    same = Rules({"example.org": "example.com", "example.com": "example.com"}, plus_is_same=True)
    rows = [*COMPANY, {"email": "ada+figma@example.org"}]
    assert verify(prove(tree(rows), [ADA], 17), tree(rows).root).holds
    for text in ("ada@example.com", "Ada+x@example.org"):
        with pytest.raises(StillThere):
            prove(tree(rows, rules=same), known_by([text]), 17)


def test_a_list_without_addresses_shows_nothing_of_an_address() -> None:
    built = tree([{"external_id": "U1"}])
    with pytest.raises(NothingToCompare, match="has no e-mail address"):
        prove(built, [ADA], 17)
    verdict = verify(prove(built, [ADA, Name(NameKind.EXTERNAL_ID, "U2")], 17), built.root)
    assert verdict.holds
    assert list(verdict.shown) == [Name(NameKind.EXTERNAL_ID, "u2")]
    assert verdict.not_compared == (ADA,)


def test_in_an_empty_list_everyone_is_absent() -> None:
    built = tree([])
    assert verify(prove(built, [ADA], 17), built.root).shown == {ADA: Shown.ABSENT}


def test_nobody_at_all_is_nothing() -> None:
    with pytest.raises(NothingToCompare):
        prove(tree(COMPANY), known_by([" "]), 17)


def test_the_order_of_accounts_does_not_matter_and_the_secret_does() -> None:
    rows = COMPANY.copy()
    random.Random(3).shuffle(rows)
    assert tree(rows).root == tree(COMPANY).root
    assert tree(rows, HIDDEN[::-1]).root != tree(COMPANY).root
    other_salt = HIDDEN[:32] + HIDDEN[:32]
    assert tree(rows, other_salt).root != tree(COMPANY).root
    with pytest.raises(ValueError, match="64 bytes"):
        tree(rows, HIDDEN[:32])


def test_a_proof_shows_two_leaves_and_of_the_others_nothing_that_can_be_guessed() -> None:
    built = tree(COMPANY)
    text = canonical(prove(built, [ADA], 17))
    shown = {place["leaf"] for place in json.loads(text)["names"][0]["leaves"]}
    for at in range(1, built.count - 1):
        point = leaf.read(built.leaf(at)).point
        if built.leaf(at).hex() not in shown:
            assert point.hex() not in text
            # The hash of a leaf beside those shown is there: without its salt it is no guess.
            for mark in range(4):
                unsalted = b"\x00" + point + bytes([mark])
                for guess in (unsalted, unsalted + bytes(leaf.SALT)):
                    assert sha256(guess).hexdigest() not in text
    assert len({built.leaf(at)[-leaf.SALT :] for at in range(built.count)}) == built.count


# Random lists, and somebody who would have them say something else.

TEXTS = st.sampled_from(
    ["ada", "ada@example.com", "ada+1@example.com", "ada@example.org", "7", "U7", "bob", "Ådå", "ß"]
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "external_id": st.none() | TEXTS | st.text(max_size=4),
            "user_name": st.none() | TEXTS,
            "email": st.none() | TEXTS,
            "employee_number": st.none() | TEXTS,
            "status": st.sampled_from([str(each) for each in AccountStatus]),
        }
    ),
    max_size=12,
)
RULES = st.sampled_from([Rules(), Rules({"example.org": "example.com"}, plus_is_same=True)])


def usable_names(rows: list[dict[str, Any]], rules: Rules) -> set[Name]:
    """The names of accounts that can be used, worked out in another way."""
    kinds = {
        "external_id": NameKind.EXTERNAL_ID,
        "user_name": NameKind.USER_NAME,
        "email": NameKind.USER_NAME,
        "employee_number": NameKind.NUMBER,
    }
    found = [
        Name(kinds[column], text)
        for row in rows
        if row["status"] in USABLE
        for column, text in row.items()
        if column in kinds and text
    ]
    return set(in_form(found, rules))


def any_name(rules: Rules) -> st.SearchStrategy[Name]:
    made = st.builds(Name, st.sampled_from(NameKind), TEXTS)
    return made.flatmap(lambda one: st.sampled_from(in_form([one], rules)))


@RANDOM
@given(ROWS, RULES, st.binary(min_size=64, max_size=64), st.data())
def test_a_proof_is_made_of_what_cannot_be_used_and_of_nothing_else(
    rows: list[dict[str, Any]], rules: Rules, secret: bytes, data: st.DataObject
) -> None:
    built = tree(rows, secret, rules)
    assert tree(data.draw(st.permutations(rows)), secret, rules).root == built.root
    asked = data.draw(any_name(rules))
    try:
        proof = prove(built, [asked], 1)
    except StillThere:
        assert asked in usable_names(rows, rules)
    except NothingToCompare:
        assert rows
        assert not built.commitment.named.get(asked.kind)
    else:
        assert asked not in usable_names(rows, rules)
        assert verify(proof, built.root).problems == ()


def at_or_above(built: Tree, point: bytes) -> int:
    """The first leaf that stands at the point or above."""
    return next(at for at in range(built.count) if leaf.read(built.leaf(at)).point >= point)


def forged(built: Tree, target: Name, other: Tree) -> Iterator[dict[str, Any]]:
    """Proofs of somebody who has the whole tree, and would have a usable account be absent."""
    keys = {built.key, other.key, bytes(32)}
    for key, source in product(keys, (built, other)):
        at = at_or_above(source, target.point(key))
        # As it should be; with what is between them left out; that, as if nothing were; its own.
        for places, is_moved in (
            ((at - 1, at), False),
            ((at - 1, at + 1), False),
            ((at - 1, at + 1), True),
            ((at,), False),
        ):
            leaves = [_place(source, each) for each in places if each < source.count]
            if is_moved:
                leaves[-1]["at"] = leaves[0]["at"] + len(leaves) - 1
            for said, shown in product(
                (built.commitment, other.commitment),
                (Shown.ABSENT, Shown.DEACTIVATED, Shown.SUSPENDED),
            ):
                yield {
                    "format": "offramp-absence/1",
                    "snapshot": 1,
                    "list": as_json(said),
                    "root": built.root,
                    "key": key.hex(),
                    "names": [named(target) | {"shown": str(shown), "leaves": leaves}],
                    "not_compared": [],
                }


def _meddle(draw: st.DrawFn, proof: dict[str, Any]) -> None:
    """One more manipulation."""
    head, leaves = proof["list"], proof["names"][0]["leaves"]
    match draw(st.integers(0, 8)):
        case 0:
            head["leaves"] += draw(st.integers(-3, 3))
        case 1:
            head["key"] = sha256(bytes.fromhex(proof["key"])).hexdigest()
        case 2:
            head["accounts"] = draw(st.integers(0, 3))
        case 3:
            head["named"] = dict.fromkeys(head["named"], draw(st.integers(0, 2)))
        case 4 if leaves:
            one = draw(st.sampled_from(leaves))
            one["at"] += draw(st.integers(-2, 2))
        case 5 if leaves:
            one = draw(st.sampled_from(leaves))
            text = bytearray.fromhex(one["leaf"])
            text[draw(st.integers(0, len(text) - 1))] ^= 1 << draw(st.integers(0, 7))
            one["leaf"] = text.hex()
        case 6 if leaves and leaves[0]["path"]:
            one = draw(st.sampled_from(leaves))
            one["path"] = draw(st.permutations(one["path"]))[: draw(st.integers(0, 12))]
        case 7:
            proof["names"][0]["text"] = draw(st.sampled_from(["Ada", " ada", "ADA@example.com"]))
        case 8:
            head["same"] = {"domains": {"example.com": "example.org"}, "plus": draw(st.booleans())}


@RANDOM
@given(ROWS.filter(bool), RULES, st.binary(min_size=64, max_size=64), st.data())
def test_an_account_in_use_is_never_shown_as_absent_whatever_is_manipulated(
    rows: list[dict[str, Any]], rules: Rules, secret: bytes, data: st.DataObject
) -> None:
    targets = sorted(usable_names(rows, rules))
    if not targets:
        return
    built = tree(rows, secret, rules)
    target = data.draw(st.sampled_from(targets))
    # The list without the leaver, under the same key and under another: what a cheat would show.
    rest = [row for row in rows if target not in usable_names([row], rules)]
    other = tree(rest, data.draw(st.sampled_from([secret, secret[::-1]])), rules)
    forgeries = list(forged(built, target, other))
    for each in forgeries:
        assert not verify(resealed(each), built.root).holds
    proof = deepcopy(data.draw(st.sampled_from(forgeries)))
    for _ in range(data.draw(st.integers(1, 4))):
        _meddle(data.draw, proof)
        assert target not in verify(resealed(proof), built.root).shown


@RANDOM
@given(ROWS, RULES, st.binary(min_size=64, max_size=64), st.data())
def test_no_changed_byte_of_proof_or_root_passes(
    rows: list[dict[str, Any]], rules: Rules, secret: bytes, data: st.DataObject
) -> None:
    built = tree(rows, secret, rules)
    asked = data.draw(any_name(rules))
    try:
        text = canonical(prove(built, [asked], 1))
    except (StillThere, NothingToCompare):
        return
    assert verify_text(text, built.root).holds
    for _ in range(20):
        assert not verify_text(_changed(text, data), built.root).holds
    assert not verify_text(text, _changed(built.root, data)).holds


def _changed(text: str, data: st.DataObject) -> str:
    """The text with one byte other, gone or more."""
    dice = data.draw(st.randoms(use_true_random=False))
    raw, at = bytearray(text.encode()), dice.randrange(len(text.encode()))
    match dice.randrange(3):
        case 0:
            raw[at] ^= dice.randrange(1, 256)
        case 1:
            del raw[at]
        case _:
            raw.insert(at, dice.randrange(256))
    return raw.decode("utf-8", "surrogateescape")


def test_every_single_byte_of_a_proof_counts() -> None:
    built = tree(COMPANY)
    text = canonical(prove(built, known_by(["Ada@Example.com"]), 17))
    assert text.isascii()
    for at, was in enumerate(text):
        for now in {"0", "a", was.swapcase()} - {was}:
            changed = text[:at] + now + text[at + 1 :]
            assert not verify_text(changed, built.root).holds, (at, was, now)
    for at, was in enumerate(built.root):
        root = built.root[:at] + ("0" if was != "0" else "1") + built.root[at + 1 :]
        assert not verify_text(text, root).holds
    assert not verify_text(text, built.root.upper()).holds


# What is said of each fault. A proof that somebody changed has its digest made again.


def fault(**change: object) -> str:
    built = tree(COMPANY)
    proof = prove(built, [ADA], 17)
    verdict = verify(resealed(proof | change), built.root)
    assert not verdict.holds
    return "; ".join(verdict.problems)


def test_each_fault_is_said_in_a_sentence() -> None:
    built = tree(COMPANY)
    proof = prove(built, [ADA], 17)
    answer = proof["names"][0]
    left, right = answer["leaves"]
    there = at_or_above(built, Name(NameKind.ADDRESS, "user3@example.com").point(built.key))
    user3 = {"kind": "address", "text": "user3@example.com"}
    around = [_place(built, there - 1), _place(built, there + 1)]
    assert "with another key every name is absent" in fault(key=bytes(32).hex())
    assert "another list" in fault(root=tree([]).root)
    assert "another list" in fault(list=proof["list"] | {"accounts": 0})
    assert "another list" in fault(list=proof["list"] | {"taken": "2026-12-30T14:02:00+00:00"})
    assert "shows nothing of anyone" in fault(names=[])
    assert "twice" in fault(names=[answer, answer])
    assert "not beside each other" in fault(names=[answer | {"leaves": [left]}])
    assert "not beside each other" in fault(names=[user3 | {"shown": "absent", "leaves": around}])
    assert "does not stand between" in fault(names=[answer | user3])
    assert "can be used" in fault(
        names=[user3 | {"shown": "usable", "leaves": [_place(built, there)]}]
    )
    assert "not that of an account which is deactivated" in fault(
        names=[user3 | {"shown": "deactivated", "leaves": [_place(built, there)]}]
    )
    moved = [left, right | {"at": right["at"] + 1}]
    assert "not in the list, or not at this place" in fault(names=[answer | {"leaves": moved}])
    assert "32 bytes" in fault(names=[answer | {"leaves": [left, right | {"leaf": "00"}]}])
    assert "form in which names are compared" in fault(names=[answer | {"text": "Ada@example.com"}])
    assert "form in which names are compared" in fault(names=[answer | {"kind": "user-name"}])
    assert "no names of this kind" in fault(names=[answer | {"kind": "number", "text": "7"}])
    assert "which it says it has not" in fault(not_compared=[{"kind": "user-name", "text": "x"}])
    assert "its digest" in verify(proof | {"snapshot": 18}, built.root).problems[0]
    spaced = verify_text(json.dumps(proof), built.root)
    assert spaced.problems == ("it is not written as Offramp writes it",)


@pytest.mark.parametrize(
    "proof",
    [None, 1, [], {}, "", {"format": 1}, {"format": "offramp-absence/1"}, {"format": []}],
    ids=str,
)
def test_what_is_no_proof_is_refused_and_raises_nothing(proof: object) -> None:
    assert verify(proof, "0" * 64).problems == ("it does not have the parts of a proof of absence",)


def test_no_part_of_another_kind_raises_anything() -> None:
    built = tree(COMPANY)
    proof = prove(built, [ADA], 17)
    odd: list[Any] = [None, True, -1, 1 << 70, 0.5, "", "0g", "\ud800", [], {}, [[]], {"a": 1}]

    def at_every_place(value: Any) -> list[Any]:
        found: list[Any] = list(odd)
        if isinstance(value, dict):
            for name, inner in value.items():
                found += [value | {name: each} for each in at_every_place(inner)]
                found.append({other: each for other, each in value.items() if other != name})
        elif isinstance(value, list) and value:
            found += [[each, *value[1:]] for each in at_every_place(value[0])]
        return found

    every = [each for each in at_every_place(proof) if each != proof]
    assert len(every) > 200
    for each in every:
        assert not verify(each, built.root).holds
        if isinstance(each, dict):
            again = _resealed_if_possible(each)
            assert again == proof or not verify(again, built.root).holds
    for text in ("", "[" * 100_000, '{"a":1,"a":1}', "9" * 5000, "\ud800", "x" * (1 << 21)):
        assert not verify_text(text, built.root).holds


def _resealed_if_possible(proof: dict[str, Any]) -> Any:
    try:
        return resealed(proof)
    except ValueError:
        return proof


@RANDOM
@given(st.text(max_size=12) | st.from_regex(r"[a@.\n +]{0,8}", fullmatch=True))
def test_the_columns_form_of_an_address_is_that_of_a_text(text: str) -> None:
    """What the tree takes for an address, in a column, is what the reader of a proof does."""
    built = tree([{"user_name": text}]).commitment
    found = in_form([Name(NameKind.USER_NAME, text)], Rules())
    kinds = {each.kind for each in found}
    assert {kind for kind in NameKind if built.named.get(kind)} == kinds
    assert all((each.kind is NameKind.ADDRESS) == is_address(each.text) for each in found)


def test_accounts_are_counted_by_what_they_are_named_by() -> None:
    rows = [{"email": "a@example.com", "user_name": "b@example.com"}, {"user_name": "c"}, {}]
    assert accounts(*rows).height == 3
    named_by = tree(rows).commitment.named
    assert [named_by[kind] for kind in NameKind] == [1, 1, 0, 0]

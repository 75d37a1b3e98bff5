"""Two people with one address: said when their list is imported, with both names."""

import pytest

from core.storage.database import Database
from tests.support.company import company
from tests.support.deliveries import deliver_people, people_list

ZOE, OTHER = "1,Zoe Garcia,zoe@example.com", "2,Zoe Sample,Zoe@Example.com"
SAID = "zoe@example.com is the address of 2 people: {}. An account with it is taken for neither's."


@pytest.fixture
def firm(database: Database) -> Database:
    return company(database)


def test_two_people_of_one_list_with_one_address_are_named(firm: Database) -> None:
    said = SAID.format("Zoe Garcia and Zoe Sample")
    assert said in deliver_people(firm, people_list(ZOE, OTHER), trial=True).notes
    assert said in deliver_people(firm, people_list(ZOE, OTHER)).notes
    again = deliver_people(firm, people_list(ZOE, OTHER, "3,Ada,ada@example.com"))
    assert said in again.notes


def test_the_other_one_may_be_known_by_it_from_before(firm: Database) -> None:
    deliver_people(firm, people_list(ZOE, "2,Zoe Sample,z.sample@example.com"))
    done = deliver_people(firm, people_list(ZOE, OTHER))
    assert SAID.format("Zoe Garcia and Zoe Sample") in done.notes


def test_nobody_is_named_where_everyone_has_their_own(firm: Database) -> None:
    deliver_people(firm, people_list(ZOE, "3,Ada,ada@example.com"))
    assert not deliver_people(firm, people_list(ZOE, "4,Ben,ben@example.com")).notes


def test_many_are_counted(firm: Database) -> None:
    both = [f"{n},P{n},p{n // 2}@example.com" for n in range(14)]
    notes = deliver_people(firm, people_list(*both)).notes
    assert len(notes) == 6
    assert notes[-1] == "2 more addresses are of several people."

"""An app whose list is imported, and our stack: added with its list, or offered afterwards."""

from core.accounts import service as accounts
from core.actor import LOCAL_OPERATOR
from core.app.runtime import Runtime
from core.stack import service as stack
from core.storage.database import Database
from pages.ui import addresses
from tests.support.company import OLA, company
from tests.support.deliveries import account_list, deliver
from tests.support.pages import Open, press, tables, told, upload_list

ADA = "U1,ada,ada@example.com,Ada,active,no"


def ours(of: Runtime) -> list[str]:
    with of.database.read() as session:
        return [one.app for one in stack.entries(session, LOCAL_OPERATOR)]


def test_apps_with_a_list_that_are_not_in_our_stack(database: Database) -> None:
    firm = company(database)
    with firm.write() as session:
        for one in stack.entries(session, OLA):
            if one.app == "wiki":
                stack.remove(session, OLA, one.app, one.version)
    deliver(firm, account_list(ADA), "wiki")
    deliver(firm, account_list(ADA), "slack")
    deliver(firm, account_list(ADA), "figma", trial=True)
    with firm.read() as session:
        assert accounts.listed_outside_stack(session, OLA) == {"wiki": "Wiki"}


def test_an_app_is_added_to_our_stack_with_its_list(open_page: Open, our_runtime: Runtime) -> None:
    test = open_page(addresses.FEEDS, do="import", of="zoom")
    upload_list(test, "members.csv", account_list(ADA))
    press(test, "Import 1 account")
    assert ours(our_runtime) == ["zoom"]
    assert "Added to our stack." in "".join(one.value for one in test.success)


def test_an_app_that_is_left_out_is_offered_by_home_and_by_our_stack(
    open_page: Open, our_runtime: Runtime
) -> None:
    test = open_page(addresses.FEEDS, do="import", of="zoom")
    upload_list(test, "members.csv", account_list(ADA))
    next(one for one in test.checkbox if one.label == "Add to our stack").uncheck().run()
    press(test, "Import 1 account")
    assert ours(our_runtime) == []
    assert "Add 1 app to our stack" in tables(open_page(addresses.HOME))
    page = open_page(addresses.STACK)
    assert "Zoom has a list of its accounts and is not in our stack." in told(page)
    press(page, "Add 1 app")
    assert ours(our_runtime) == ["zoom"]
    assert "not in our stack" not in told(page)

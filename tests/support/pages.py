"""Pages that run without a browser (Streamlit's AppTest), and what they say."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from core.config import ROOT

Open = Callable[..., AppTest]


def open_page(page: str, **query: str) -> AppTest:
    """Run a page within the frame: its links need the frame's navigation."""
    test = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=30)
    for name, value in query.items():
        test.query_params[name] = value
    return test.switch_page(page).run()


def told(test: AppTest) -> str:
    """Everything that the page says in words."""
    parts = [*test.markdown, *test.info, *test.warning, *test.caption, *test.error, *test.title]
    return "\n".join(str(part.value) for part in parts)


def tables(test: AppTest) -> str:
    """The page's tables, as markup."""
    return "\n".join(str(element.proto.body) for element in test.get("html"))


def press(test: AppTest, label: str) -> AppTest:
    """Press the first button that is called, or begins with, this."""
    next(one for one in test.button if called(one.label).startswith(label)).click().run()
    assert not test.exception
    return test


def called(label: str) -> str:
    """A label without the marks that keep Markdown from reading it."""
    return label.replace("\\", "")


def upload_list(test: AppTest, name: str, data: bytes) -> AppTest:
    """Give a file in the drawer that imports a list."""
    test.file_uploader(key="deliver-file").set_value((name, data, "text/csv")).run()
    assert not test.exception
    return test

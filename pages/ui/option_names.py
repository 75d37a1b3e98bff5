"""What options are called on the pages."""

from core.cost.service import input_catalogue
from core.cost.values import OptionId


def name_of(option: OptionId) -> str:
    """What an option is called."""
    return input_catalogue().texts[option].name

"""Home: what needs you now."""

from pages.navigation.header import header
from pages.ui import addresses

header(addresses.HOME)

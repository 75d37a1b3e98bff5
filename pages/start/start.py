"""Guided start: from the apps we use to the first answer."""

from pages.navigation.header import header
from pages.ui import addresses

header(addresses.START)

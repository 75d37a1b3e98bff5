"""The currency of the country that a browser's language names. Shown to be changed, not asked."""

_EURO = (
    *("AT", "BE", "CY", "DE", "EE", "ES", "FI", "FR", "GR", "HR", "IE", "IT", "LT", "LU", "LV"),
    *("MT", "NL", "PT", "SI", "SK"),
)
_BY_COUNTRY = {
    **dict.fromkeys(_EURO, "EUR"),
    "AU": "AUD",
    "BR": "BRL",
    "CA": "CAD",
    "CH": "CHF",
    "CZ": "CZK",
    "DK": "DKK",
    "GB": "GBP",
    "HU": "HUF",
    "IL": "ILS",
    "IN": "INR",
    "JP": "JPY",
    "KR": "KRW",
    "MX": "MXN",
    "NO": "NOK",
    "NZ": "NZD",
    "PL": "PLN",
    "RO": "RON",
    "SE": "SEK",
    "SG": "SGD",
    "US": "USD",
    "ZA": "ZAR",
}
CURRENCIES = tuple(sorted(set(_BY_COUNTRY.values())))


def currency_of(locale: str | None) -> str | None:
    """``de-DE`` → EUR; ``None`` for a language without a country, or one that is not listed."""
    language, _, country = (locale or "").rpartition("-")
    return _BY_COUNTRY.get(country.upper()) if language else None

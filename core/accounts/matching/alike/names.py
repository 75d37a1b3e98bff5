"""Names of people, and what user names and addresses are made of, as comparable words. Pure."""

import polars as pl

LATIN = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
}  # fmt: skip
"""Letters that Unicode does not take apart (NFKD) and people write without marks."""
SPELT_OUT = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"}
"""As German, Danish and Norwegian write them where marks are missing."""
TITLES = r"\b(dr|prof|mr|mrs|ms|mx|herr|frau|ing|dipl|mag|phd|md|msc|bsc|mba|jr|sr|ii|iii)\b"


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


PARTICLES = _listed("""
van von der den de da di del della du la le los las dos das do el al bin ibn ben ter ten zu zum
zur y e af av vom
""")
NOISE = (
    r"\b(adm|admin|ext|extern|external|contractor|consultant|guest|test|work|mail|me|official)\b"
)
"""Words of user names that say nothing of whose they are."""


def words(column: pl.Expr, *, spelt_out: bool = False, of_accounts: bool = False) -> pl.Expr:
    """The words of a name, a user name or the local part of an address: lower case, no marks, no
    digits, no titles, the given name first where a comma says that it stands behind."""
    text = (
        column.str.replace_all(r"\([^)]*\)|\[[^\]]*\]|@.*$|\+.*$", "")
        .str.replace(r"^([^,]+),\s*([^,]+)$", "$2 $1")
        .str.normalize("NFKC")
        .str.to_lowercase()
        .str.replace_all(r"['’`´]", "")
    )
    if spelt_out:
        text = text.str.replace_many(SPELT_OUT)
    text = (
        text.str.replace_many(LATIN)
        .str.normalize("NFKD")
        .str.replace_all(r"\p{M}", "")
        .str.replace_all(r"[^\p{L}]+", " ")
        .str.replace_all(TITLES, " ")
    )
    if of_accounts:
        text = text.str.replace_all(NOISE, " ")
    return text.str.extract_all(r"\p{L}+")

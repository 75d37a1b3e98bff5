"""A made-up company, and accounts of its people whose truth is known: some with another address, a
typing error, a short name; some of strangers. For matching and its suggestions."""

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from core.accounts.frames import IDENTIFIERS, PERSONS, STANDING
from core.accounts.identifiers import Rules, form


def _listed(text: str) -> list[str]:
    return text.split()


GIVEN = _listed("""
Ada Aaron Abigail Ahmed Aisha Alan Albert Alejandro Alexander Alexandra Alice Álvaro Amélie Amir
Ana Andrea Andreas Andrew Angela Anja Anna Anne Anthony Antoine Antonia Arjun Åsa Astrid Aurélie
Barbara Beatriz Benjamin Bernd Björn Brian Camille Carla Carlos Carmen Caroline Catherine Chen
Chloé Christian Christina Christopher Claire Claudia Clément Connor Daniel Daniela David Deepak
Deborah Diego Dieter Dirk Dmitri Edward Elena Elif Elisabeth Elizabeth Emily Emma Eric Erik Esther
Eva Fatima Felix Fernando Florian François Françoise Frank Frederick Friedrich Gabriel Gabriele
Georg George Giulia Grace Greta Guillaume Hannah Hans Harald Heike Heinrich Helen Helena Henrik
Hiroshi Hugo Ian Ibrahim Ines Ingrid Irina Isabel Ivan Jacob Jakob James Jan Jana Janet Jean
Jennifer Jens Jessica Joan Johannes John Jonas Jonathan José Joseph Josef Joshua Juan Judith Julia
Julien Jürgen Kai Karim Karin Katarzyna Katharina Katherine Kenji Kenneth Kevin Kim Klaus Kristin
Lars Laura Laurent Lea Léa Lena Leonard Leonie Liam Lin Linda Lisa Louis Lucía Lukas Luisa
Magdalena Malte Manuel Marc Marco Margaret Maria María Marie Marta Martin Mateusz Mathilde Matthew
Matthias Maximilian Mei Mehmet Michael Michelle Miguel Mohammed Monika Nadia Natalia Nathaniel
Nicholas Nicolas Nina Noah Nora Olaf Olga Oliver Olivia Oscar Pablo Pamela Patricia Patrick Paul
Paula Peter Petra Philip Philippe Priya Rachel Rafael Rahul Ralf Raymond Rebecca Renate Richard
Robert Rosa Ronald Ruth Sabine Samantha Samuel Sandra Sara Sarah Sebastian Sergio Shreya Silvia
Simon Sofia Søren Stefan Stefanie Stephen Steven Susan Susanne Sven Tanja Tatiana Theodore Theresa
Thomas Timothy Tobias Tomás Ulrich Ulrike Ursula Valentina Vera Victoria Vincent Walter William
Wolfgang Xavier Yara Yasmin Yuki Yusuf Zachary Zoë
""")

FAMILY = _listed("""
Abe Adams Aguilar Ali Allen Álvarez Andersen Anderson Arnold Bachmann Bailey Baker Bakker Bauer
Becker Bell Bennett Berger Bernard Bianchi Blanc Böhm Bonnet Brandt Braun Brooks Brown Bühler Bush
Campbell Carter Castillo Castro Çelik Chang Chen Clark Clarke Cohen Collins Colombo Cooper Costa
Cruz Dahl Davis Delgado Demir Díaz Dietrich Dubois Dupont Durand Edwards Engel Eriksson Evans
Fernández Ferrari Fischer Fontaine Foster Fournier Frank Friedrich Fuchs Fujita García Garnier
Gibson Girard Gómez González Graf Gray Green Grønbech Groß Günther Gupta Gutiérrez Haas Hahn Hall
Hansen Harris Hartmann Hayashi Heinrich Henry Herrera Herrmann Hill Hoffmann Hofmann Horn Huang
Huber Hughes Ibarra Ito Ivanov Jackson Jäger Jansen Jansson Jensen Jiménez Johansson Johnson Jones
Jung Kaiser Kato Kaya Keller Kelly Khan King Klein Koch Köhler König Kowalski Krämer Kraus Krüger
Kühn Kumar Kuznetsov Lambert Lang Larsen Larsson Lefebvre Lehmann Leroy Lewis Li Lindberg Liu
López Lorenz Lovelace Ludwig Maier Marchand Marino Martin Martínez Mayer Mehta Meier Mendoza
Mercier Meyer Michel Miller Mitchell Möller Moore Morales Moreau Moreno Morgan Müller Murphy
Nakamura Navarro Nelson Neumann Nguyen Nielsen Nilsson Novak Nowak Núñez Øster Olsen Ortega Ortiz
Otto Özdemir Parker Patel Pedersen Pereira Pérez Peters Petersen Petrov Pfeiffer Phillips Pohl
Popov Ramírez Ramos Reid Reyes Richter Rivera Roberts Robinson Rodríguez Rojas Romano Rossi Roth
Rousseau Roux Ruiz Russo Saito Sánchez Santos Sato Sauer Schäfer Scherer Schmid Schmidt Schmitt
Schneider Scholz Schröder Schubert Schulte Schulz Schumacher Schuster Schwarz Scott Seidel Sharma
Silva Simon Singh Smirnov Smith Sommer Sørensen Stein Stewart Suzuki Svensson Takahashi Tanaka
Taylor Thomas Thompson Torres Turner Vargas Vega Vogel Vogt Wagner Walker Walter Wang Watanabe
Weber Weiß Werner White Williams Wilson Winkler Winter Wolf Wolff Wright Wu Yamamoto Yang Yıldız
Young Zhang Ziegler Zimmermann
""")

ROOTS = _listed("""
Acker Alder Baum Berg Birk Bloom Brook Buch Dorn Eck Eich Ester Falk Feld Fels Fried Gold Gott
Grim Halver Hart Haver Heid Hell Hoch Holm Hopp Kalt Kirch Kron Lind Lund Marl Mill Nord Ober Ostr
Quist Rams Reich Ros Sand Schön Silber Stark Stern Strand Sund Thal Tann Tor Wald Warm Wein Westr
Wild Wint
""")
ENDINGS = _listed("""
mann bauer berger er sen son ström ski horst hagen haus hof kamp lein müller ner rath schmidt
stedt ström thal wald weg wiese wood worth ford field ley ton by gaard lund dal
""")
"""Of a root and an ending: the many names that few people have."""

SHORT = {
    "Robert": "Bob", "William": "Bill", "Elizabeth": "Liz", "Katherine": "Kate", "Michael": "Mike",
    "Thomas": "Tom", "Richard": "Dick", "Margaret": "Peggy", "Alexander": "Alex", "Josef": "Sepp",
    "Christopher": "Chris", "Johannes": "Hans", "Maximilian": "Max", "Stefanie": "Steffi",
    "José": "Pepe", "Samuel": "Sam", "Benjamin": "Ben", "Ulrich": "Uli", "Rebecca": "Becky",
    "Nathaniel": "Nate", "Timothy": "Tim", "Sebastian": "Basti", "Patricia": "Pat",
}  # fmt: skip
PARTICLES = ["van der", "von", "de", "da", "van", "di", "al"]
OURS = "example.com"
OLD = "old.example.com"
PRIVATE = ["mail.example.org", "post.example.net", "inbox.example.org"]


@dataclass(frozen=True)
class Made:
    """One made-up person."""

    id: int
    given: str
    family: str
    email: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


@dataclass
class Company:
    """People and unmatched accounts, and whose each account is (``None``: a stranger's)."""

    people: list[Made]
    accounts: pl.DataFrame
    truth: dict[str, int | None]
    """Key → person."""
    ways: dict[str, str] = field(default_factory=dict)
    """Key → how the account differs."""

    @property
    def persons(self) -> pl.DataFrame:
        rows = [{"person": one.id, "name": one.name, "email": one.email} for one in self.people]
        defaults = {"kind": "employee", "employment": "active"}
        return pl.DataFrame([{**row, **defaults} for row in rows], schema=PERSONS)

    @property
    def identifiers(self) -> pl.DataFrame:
        rows = [(form(one.email, Rules()), "address", one.id) for one in self.people]
        return pl.DataFrame(rows, schema=IDENTIFIERS, orient="row")


def plain(text: str, spelt_out: bool = False) -> str:
    """As it is in an address: no marks, no spaces."""
    text = text.lower().replace("'", "").replace("ß", "ss")
    if spelt_out:
        for mark, letters in {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}.items():
            text = text.replace(mark, letters)
    text = text.replace("ø", "o").replace("ı", "i").replace("ł", "l")
    letters = unicodedata.normalize("NFKD", text)
    return "".join(one for one in letters if one.isascii() and (one.isalpha() or one == "-"))


def typo(text: str, chance: random.Random) -> str:
    """One letter swapped, missing, doubled or another, not the first."""
    if len(text) < 4:
        return text
    at = chance.randrange(1, len(text) - 1)
    way = chance.randrange(4)
    if way == 0:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if way == 1:
        return text[:at] + text[at + 1 :]
    if way == 2:
        return text[:at] + text[at] + text[at:]
    return text[:at] + chance.choice("aeiorstnl") + text[at + 1 :]


def people(number: int, chance: random.Random) -> list[Made]:
    """So many people, each with an address of their own."""
    taken: dict[str, int] = {}
    made = []
    for each in range(1, number + 1):
        given, family = _common(GIVEN, chance), _family(chance)
        if chance.random() < 0.04:
            family = f"{chance.choice(PARTICLES)} {family}"
        elif chance.random() < 0.06:
            family = f"{family}{chance.choice('- ')}{_common(FAMILY, chance)}"
        if chance.random() < 0.04:
            given = f"{given}{chance.choice('- ')}{_common(GIVEN, chance)}"
        local = f"{plain(given, True)}.{plain(family, True)}"
        taken[local] = taken.get(local, 0) + 1
        again = "" if taken[local] == 1 else str(taken[local])
        made.append(Made(each, given, family, f"{local}{again}@{OURS}"))
    return made


def _common(names: list[str], chance: random.Random) -> str:
    """Some names are more common than others."""
    return names[min(int(chance.random() ** 1.2 * len(names)), len(names) - 1)]


def _family(chance: random.Random) -> str:
    """Half of all people have one of the common names."""
    if chance.random() < 0.5:
        return _common(FAMILY, chance)
    return chance.choice(ROOTS) + chance.choice(ENDINGS)


Row = dict[str, str | None]


def _row(name: str | None = None, email: str | None = None, user: str | None = None) -> Row:
    return {"name": name, "email": email, "user_name": user}


def _private(one: Made, chance: random.Random) -> Row:
    g, f = plain(one.given, True), plain(one.family, True)
    local = chance.choice(
        [f"{g}.{f}", f"{g}{f}", f"{g[0]}{f}", f"{g}{chance.randrange(50, 99)}", f"{f}.{g}"]
    )
    return _row(one.name, f"{local}@{chance.choice(PRIVATE)}")


def _alias(one: Made, chance: random.Random) -> Row:
    g, f = plain(one.given, True), plain(one.family, True)
    local = chance.choice([f"{g[0]}.{f}", f"{g[0]}{f}", f"{f}.{g}", f"{f}", f"{g}{f[0]}", f"{g}"])
    return _row(one.name, f"{local}@{OURS}")


def _bare_alias(one: Made, chance: random.Random) -> Row:
    g, f = plain(one.given, chance.random() < 0.5), plain(one.family, chance.random() < 0.5)
    local = chance.choice([f"{g}_{f}", f"{f}.{g}", f"{g}{f}", f"{g}-{f}", f"{g}.{f}.ext"])
    return _row(None, f"{local}@{chance.choice([OURS, OLD])}")


def _handle(one: Made, chance: random.Random) -> Row:
    g, f = plain(one.given), plain(one.family)
    user = chance.choice(
        [
            f"{g}{f}",
            f"{g}-{f}",
            f"{g[0]}{f}",
            f"{f}{g[0]}",
            f"{g}{f}{chance.randrange(1, 99)}",
            f"{g[0]}-{f}",
            f"{g.title()}{f.title()}",
        ]
    )
    return _row(one.name if chance.random() < 0.7 else None, None, user)


def _no_marks(one: Made, chance: random.Random) -> Row:
    spelt = chance.random() < 0.5
    words = [
        " ".join(plain(word, spelt).title() for word in part.split())
        for part in (one.given, one.family)
    ]
    return _row(" ".join(words), None, f"u{chance.randrange(10**6)}")


def _swapped(one: Made, chance: random.Random) -> Row:
    name = chance.choice(
        [
            f"{one.family}, {one.given}",
            f"{one.family} {one.given}",
            f"{one.family.upper()} {one.given}",
            f"{one.name} (External)",
        ]
    )
    return _row(name, f"{plain(one.given)}@{chance.choice(PRIVATE)}")


def _typing(one: Made, chance: random.Random) -> Row:
    if chance.random() < 0.5:
        return _row(f"{one.given} {typo(one.family, chance)}", None, f"u{chance.randrange(10**6)}")
    local = f"{plain(one.given)}.{typo(plain(one.family), chance)}"
    return _row(None, f"{local}@{OURS}")


def _short(one: Made, chance: random.Random) -> Row:
    given = SHORT.get(one.given, one.given)
    return _row(
        f"{given} {one.family}",
        f"{plain(given)}.{plain(one.family, True)}@{chance.choice([OURS, *PRIVATE])}",
    )


def _middle(one: Made, chance: random.Random) -> Row:
    middle = chance.choice([f"{chance.choice('ABCDEFGHKLMRST')}.", chance.choice(GIVEN)])
    return _row(f"{one.given} {middle} {one.family}", None, f"u{chance.randrange(10**6)}")


def _initial(one: Made, chance: random.Random) -> Row:
    g, f = plain(one.given), plain(one.family)
    name = chance.choice([f"{one.given[0]}. {one.family}", f"{one.given} {one.family[0]}."])
    return _row(name, f"{chance.choice([f'{g[0]}{f}', f'{g}{f[0]}'])}@{OURS}")


def _bare(one: Made, chance: random.Random) -> Row:
    g, f = plain(one.given), plain(one.family)
    local = chance.choice([g, f, f"{g}{f[0]}", f"{g[0]}{f}"])
    return chance.choice([_row(None, f"{local}@{OURS}"), _row(None, None, local)])


WAYS: dict[str, tuple[int, Callable[[Made, random.Random], Row]]] = {
    "private address": (18, _private),
    "alias": (20, _alias),
    "alias without a name": (14, _bare_alias),
    "user name": (14, _handle),
    "no marks": (8, _no_marks),
    "swapped": (9, _swapped),
    "typing error": (7, _typing),
    "short name": (4, _short),
    "middle name": (4, _middle),
    "initial": (2, _initial),
    "little": (3, _bare),
}

FUNCTIONS = _listed("""
info billing accounting marketing support hr office noreply sales-team it-admin ci deploy jenkins
reception newsletter webmaster finance legal
""")


def _stranger(each: int, chance: random.Random) -> Row:
    """Someone who is not in the roster, or no one at all."""
    if chance.random() < 0.2:
        word = chance.choice(FUNCTIONS)
        return _row(
            chance.choice([None, word.title()]), f"{word}@{chance.choice([OURS, OLD])}", word
        )
    one = Made(0, _common(GIVEN, chance), _family(chance), "")
    weights = [weight for weight, _ in WAYS.values()]
    _, way = chance.choices(list(WAYS.values()), weights)[0]
    return way(one, chance)


def company(number: int, accounts: int, seed: int, strangers: float = 0.3) -> Company:
    """So many people and unmatched accounts, of which a share are strangers'."""
    chance = random.Random(seed)
    made = people(number, chance)
    rows: list[Row] = []
    truth: dict[str, int | None] = {}
    ways: dict[str, str] = {}
    weights = [weight for weight, _ in WAYS.values()]
    known = {one.email for one in made}
    while len(rows) < accounts:
        key = f"U{len(rows):06d}"
        if chance.random() < strangers:
            row, owner, how = _stranger(len(rows), chance), None, "stranger"
        else:
            one = chance.choice(made)
            how = chance.choices(list(WAYS), weights)[0]
            if how == "short name" and one.given not in SHORT:
                continue
            row, owner = WAYS[how][1](one, chance), one.id
        if row["email"] in known:
            continue
        truth[key], ways[key] = owner, how
        rows.append({"key": key, "app": f"app-{len(rows) % 20}", **row})
    frame = pl.DataFrame(
        [{**row, "status": "active", "kind": "person", "gone": False} for row in rows],
        schema={"app": pl.String, **STANDING},
    )
    return Company(made, frame, truth, ways)

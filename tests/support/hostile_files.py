"""Files that are small to send and dear to read; each is refused or read, within the limits."""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def book(sheet: Iterable[str], shared: Iterable[str] = (), after: str = "", dim: str = "") -> bytes:
    """An XLSX of one sheet, of these rows; ``shared``: its shared strings, written ``<si>…``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, text in (
            (
                "[Content_Types].xml",
                f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" '
                'ContentType="application/xml"/><Default Extension="rels" ContentType='
                '"application/vnd.openxmlformats-package.relationships+xml"/><Override '
                f'PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/></Types>',
            ),
            (
                "_rels/.rels",
                f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
                f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            ),
            (
                "xl/workbook.xml",
                f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
                '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
            ),
            (
                "xl/_rels/workbook.xml.rels",
                f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
                f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" '
                f'Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
            ),
        ):
            archive.writestr(name, _HEAD + text)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(f'{_HEAD}<worksheet xmlns="{_MAIN}">{dim}<sheetData>'.encode())
            for text in sheet:
                part.write(text.encode())
            part.write(f"</sheetData>{after}</worksheet>".encode())
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
            part.write(f'{_HEAD}<sst xmlns="{_MAIN}">'.encode())
            for text in shared:
                part.write(text.encode())
            part.write(b"</sst>")
    return out.getvalue()


CELL = "<c><v>1</v></c>"


def _rows(rows: int, columns: int, cell: str = CELL) -> Iterator[str]:
    for number in range(1, rows + 1):
        yield f'<row r="{number}">{cell * columns}</row>'


def _zip_of(name: str, megabytes: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(name, "w", force_zip64=True) as part:
            for _ in range(megabytes):
                part.write(bytes(1_000_000))
    return out.getvalue()


def _names(count: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(count):
            archive.writestr(f"{number}", b"")
    return out.getvalue()


def _lying_sizes() -> bytes:
    """Parts whose sizes the list of contents understates."""
    whole = bytearray(book(_rows(1, 11_000_000)))
    at = whole.rfind(b"PK\x01\x02", 0, whole.rfind(b"xl/worksheets/sheet1.xml"))
    whole[at + 24 : at + 28] = (1_000).to_bytes(4, "little")
    return bytes(whole)


TABLES: dict[str, Callable[[], bytes]] = {
    "11 million cells in one row": lambda: book(_rows(1, 11_000_000)),
    "11 million cells, 16,384 columns": lambda: book(_rows(671, 16_384)),
    "11 million cells, 10 columns": lambda: book(_rows(1_100_000, 10)),
    "two cells, 17 billion apart": lambda: book(
        ['<row r="1"><c r="A1"><v>1</v></c></row>']
        + ['<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>']
    ),
    "a dimension that lies": lambda: book(_rows(1, 2), dim='<dimension ref="A1:XFD1048576"/>'),
    "one shared string, 1.9 million times": lambda: book(
        _rows(19_000, 100, '<c t="s"><v>0</v></c>'), [f"<si><t>{'x' * 10_000}</t></si>"]
    ),
    "10 million shared strings": lambda: book(
        _rows(1, 1, '<c t="s"><v>0</v></c>'), ["<si><t>x</t></si>" * 100_000] * 100
    ),
    "a shared string of 190 MB": lambda: book(
        _rows(1, 1, '<c t="s"><v>0</v></c>'), ["<si><t>", *(["x" * 1_000_000] * 190), "</t></si>"]
    ),
    "a million merged cells": lambda: book(
        _rows(1, 1),
        after="<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 1_000_000 + "</mergeCells>",
    ),
    "nested a million deep": lambda: book(["<row>" * 1_000_000]),
    "a zip of 900 MB": lambda: _zip_of("xl/worksheets/sheet1.xml", 900),
    "a zip that understates its sizes": _lying_sizes,
    "a zip of 90,000 parts": lambda: _names(90_000),
    "a CSV line of 9.9 million commas": lambda: b"a,b\n" + b"," * 9_900_000,
    "a CSV of 9.9 million commas in quotes": lambda: b'"' + b"," * 9_900_000,
    "a CSV of 5 million blank lines": lambda: b"a,b" + b"\n" * 5_000_000 + b"1,2",
    "a CSV of 3 million quotes": lambda: b'a,"' + b'"",' * 3_300_000,
    "a CSV of 9.9 MB in UTF-16": lambda: ("a\n" + "\U0001f600," * 1_600_000).encode("utf-16"),
    "a CSV of 25 MB": lambda: b"a,b\n" * 6_250_000,
    "25 MB of zeros": lambda: bytes(25_000_000),
    "XLS, 9 MB": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9_000_000),
}
"""Tables, by what is wrong with them."""


def documents(size: int) -> dict[str, bytes]:
    """YAML and JSON of about ``size`` bytes, by what is wrong with them."""
    laughs = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
        b"b%d: &b%d [%s]\n" % (n, n, b",".join([b"*b%d" % (n - 1) if n else b"*a"] * 9))
        for n in range(size // 60)
    )
    return {
        "billion laughs": laughs,
        "deep lists": b"[" * size,
        "deep mappings": b'{"a":' * (size // 5),
        "deep blocks": b"- " * (size // 2),
        "many values": b"inputs: [" + b"1," * (size // 2) + b"]",
        "many keys": b"".join(b"k%d: 1\n" % n for n in range(size // 11)),
        "one key, many times": b"a: 1\n" * (size // 5),
        "keys that are lists": b"{" + b"[a]: b," * (size // 7) + b"}",
        "directives": b"".join(b"%%TAG !t%d! x\n" % n for n in range(size // 14)) + b"--- a\n",
        "tags": b"[" + b"!!x y," * (size // 6) + b"]",
        "a number to the base of 60": b"seed: 1" + b":1" * (size // 2),
        "a whole number": b"seed: " + b"9" * size,
        "a whole number in quotes": b'seed: "' + b"9" * size + b'"',
        "a hexadecimal number": b"seed: 0x" + b"f" * size,
        "an exponent": b"seed: 1.0e+" + b"9" * (size // 2),
        "lone surrogates": b'name: "' + b"\\ud800" * (size // 6) + b'"',
        "escaped control characters": b"[" + b'"\\x07",' * (size // 7) + b"]",
        "zeros": bytes(size),
        "UTF-16": ("name: x\n" * (size // 16)).encode("utf-16"),
        "blanks": b"name: a\n" + b" \n" * (size // 2),
    }

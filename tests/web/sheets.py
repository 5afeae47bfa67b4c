"""What stands in an Excel file, read from its own XML: text, numbers and formulas."""

import re
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass
class Sheet:
    """One sheet: `rows` of cells ("" where there is none), how many formulas and links to elsewhere."""

    rows: list[list[str]]
    formulas: int
    links: int


def read_sheet(content: bytes) -> Sheet:
    with ZipFile(BytesIO(content)) as file:
        sheet = ElementTree.fromstring(file.read("xl/worksheets/sheet1.xml"))
        shared = _shared(file)
    rows = []
    for row in sheet.iter(f"{MAIN}row"):
        cells: dict[int, str] = {}
        for cell in row.iter(f"{MAIN}c"):
            cells[_column(cell.attrib["r"])] = _text(cell, shared)
        rows.append([cells.get(number, "") for number in range(max(cells, default=-1) + 1)])
    return Sheet(rows, len(list(sheet.iter(f"{MAIN}f"))), len(list(sheet.iter(f"{MAIN}hyperlink"))))


def _shared(file: ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in file.namelist():
        return []
    root = ElementTree.fromstring(file.read("xl/sharedStrings.xml"))
    return ["".join(one.itertext()) for one in root.iter(f"{MAIN}si")]


def _text(cell: ElementTree.Element, shared: list[str]) -> str:
    if cell.attrib.get("t") == "s":
        return shared[int("".join(cell.itertext()))]
    return "".join(cell.itertext())


def _column(reference: str) -> int:
    number = 0
    for letter in re.sub("[0-9]", "", reference):
        number = number * 26 + ord(letter) - 64
    return number - 1

"""Excel files as attackers make them: refused as a whole, before anything is unpacked."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable

import pytest

from common.errors import DomainError
from insights.feedback import markup, package
from insights.feedback.errors import BrokenFile, NotWhatItSays
from xlsx_support import (
    ENTITIES,
    MAIN,
    SHEET,
    bomb,
    read,
    repacked,
    shared,
    sheet_of,
    with_part,
    workbook,
)

pytestmark = pytest.mark.rule("insights.11")


def without(name: str) -> bytes:
    return repacked(workbook(["a"], ["b"]), lambda parts: parts.__delitem__(name))


def lying(body: bytes) -> bytes:
    """Declare a part to be smaller than it is."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        info = archive.getinfo(SHEET)
    declared = info.file_size.to_bytes(4, "little")
    place = body.rindex(SHEET.encode()) - 46
    assert body[place : place + 4] == b"PK\x01\x02"
    assert body[place + 24 : place + 28] == declared
    return body[: place + 24] + (20).to_bytes(4, "little") + body[place + 28 :]


def overlapping(body: bytes) -> bytes:
    """Let every part of the directory be the largest one's bytes."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        large = max(archive.infolist(), key=lambda part: part.compress_size)
    written = bytearray(body)
    place = 0
    while (place := written.find(b"PK\x01\x02", place)) >= 0:
        written[place + 20 : place + 24] = large.compress_size.to_bytes(4, "little")
        place += 4
    return bytes(written)


def doctype(part: str) -> bytes:
    """An Excel file one of whose parts declares entities and uses them."""
    entities = ENTITIES.encode()

    def change(parts: dict[str, bytes]) -> None:
        xml = parts[part]
        start = xml.index(b"<", 2) if xml.startswith(b"<?xml") else 0
        parts[part] = xml[:start] + entities + xml[start:].replace(b">b<", b">&b;&f;<")

    return repacked(workbook(["a"], ["b"]), change)


def far_row() -> bytes:
    return sheet_of(
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="999999999"><c r="A999999999"><v>1</v></c></row></sheetData></worksheet>'
    )


def far_column() -> bytes:
    return sheet_of(
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="2"><c r="ZZZZ2"><v>1</v></c></row></sheetData></worksheet>'
    )


def sheet_with(*xml: str) -> bytes:
    told = "".join(xml)
    return sheet_of(f'<worksheet xmlns="{MAIN}"><sheetData>{told}</sheetData></worksheet>')


def hexadecimal(size: int) -> str:
    """Text that packs too badly to be a bomb."""
    return random.Random(1).randbytes(size // 2).hex()


MOST = markup.MAX_ELEMENTS

BAD: dict[str, tuple[Callable[[], bytes], type[DomainError], str]] = {
    "a zip bomb": (bomb, BrokenFile, "out of all proportion"),
    "parts on top of each other": (
        lambda: overlapping(workbook(["a"], ["b"])), BrokenFile, "out of all proportion",
    ),
    "a part larger than declared": (lambda: lying(workbook(["a"])), BrokenFile, "damaged"),
    "macros": (lambda: with_part("xl/vbaProject.bin", b"x"), NotWhatItSays, "macros"),
    "macros of Excel 4": (
        lambda: with_part("xl/macrosheets/sheet1.xml", b"<x/>"), NotWhatItSays, "macros",
    ),
    "macros by the content type": (
        lambda: with_part(
            "[Content_Types].xml", b'<Types><Override ContentType="x.macroEnabled.main"/></Types>'
        ),
        NotWhatItSays,
        "macros",
    ),
    "entities in a sheet": (lambda: doctype(SHEET), BrokenFile, "entities"),
    "entities in texts": (
        lambda: shared("<t>&b;&f;</t>", before=ENTITIES), BrokenFile, "entities",
    ),
    "entities in the workbook": (lambda: doctype("xl/workbook.xml"), BrokenFile, "entities"),
    "no sheet": (lambda: without(SHEET), BrokenFile, "no sheet"),
    "no workbook": (lambda: without("xl/workbook.xml"), NotWhatItSays, "no Excel file"),
    "half of one": (lambda: workbook(["a"])[:-40], BrokenFile, "damaged"),
    "XML that breaks off": (
        lambda: sheet_of(f'<worksheet xmlns="{MAIN}"><sheetData><row>'), BrokenFile, "damaged",
    ),
    "a row beyond Excel's": (far_row, BrokenFile, "damaged"),
    "a column beyond Excel's": (far_column, BrokenFile, "damaged"),
    "too many columns": (lambda: workbook(["c"] * 10_000), BrokenFile, "more than 1000 columns"),
    "a comment without an end": (
        lambda: sheet_with(f"<!--{hexadecimal(2 * markup.MAX_TAG)}-->"), BrokenFile, "damaged",
    ),
    "a row without an end": (
        lambda: sheet_with(f"<row>{hexadecimal(markup.MAX_HELD + 2 * markup.CHUNK)}</row>"),
        BrokenFile,
        "damaged",
    ),
    "a row of too many elements": (
        lambda: sheet_with("<row>", *(f"<x s='{n}'/>" for n in range(MOST)), "</row>"),
        BrokenFile,
        "damaged",
    ),
    "too many names of elements": (
        lambda: sheet_with(*(f"<c{n}/>" for n in range(markup.MAX_NAMES))), BrokenFile, "damaged",
    ),
    "too many names of attributes": (
        lambda: sheet_with(*(f"<c a{n}='1'/>" for n in range(markup.MAX_NAMES))),
        BrokenFile,
        "damaged",
    ),
    "too many prefixes": (
        lambda: sheet_with(*(f"<c xmlns:p{n}='u'/>" for n in range(markup.MAX_NAMES))),
        BrokenFile,
        "damaged",
    ),
    "elements too deep in each other": (
        lambda: sheet_with("<c>" * markup.MAX_DEPTH, "</c>" * markup.MAX_DEPTH),
        BrokenFile,
        "damaged",
    ),
    "an encoding that is none": (
        lambda: sheet_of('<?xml version="1.0" encoding="none-such"?><worksheet/>'),
        BrokenFile,
        "damaged",
    ),
    "an encoding of several bytes": (
        lambda: sheet_of('<?xml version="1.0" encoding="gb2312"?><worksheet/>'),
        BrokenFile,
        "damaged",
    ),
    "an empty sheet": (workbook, BrokenFile, "no header"),
    "a text that is not there": (
        lambda: sheet_of(
            f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="s"><v>99</v></c></row>'
            "</sheetData></worksheet>"
        ),
        BrokenFile,
        "does not have",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_is_refused_as_a_whole(name: str) -> None:
    make, error, words = BAD[name]
    with pytest.raises(error) as caught:
        read(make())
    assert words in str(caught.value.detail)


def test_what_unpacks_to_too_much_in_all_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_UNPACKED", 1_000)
    with pytest.raises(BrokenFile):
        read(workbook(["a"]))


def test_links_to_other_workbooks_are_harmless() -> None:
    link = b'<externalLink><externalBook r:id="rId1"/></externalLink>'
    body = with_part("xl/externalLinks/externalLink1.xml", link)
    assert read(body) == (["a"], [(2, ["b"])])

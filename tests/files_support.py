"""Files of every kind in tests, made here."""

from __future__ import annotations

import io
import wave
import zipfile
from typing import Any
from uuid import UUID

import httpx
from PIL import Image

from common.inspection.office import inspect_office
from common.inspection.pdf import inspect_pdf
from insights.files.storage.port import NotStored, key_of
from insights_support import QE1, Caller, Library
from inspection_support import office as office_file
from inspection_support import pdf

PDF = inspect_pdf(pdf())[1]
"""A PDF that has nothing to hide: its clean copy is itself."""
BLACKPOOL: dict[int, Any] = {1: "N", 2: (53.0, 49.0, 0.0), 3: "W", 4: (3.0, 3.0, 0.0)}
"""A position as cameras write it."""


def picture(form: str = "JPEG", size: tuple[int, int] = (40, 30), **saved: Any) -> bytes:
    """A picture, red at its left, with where it was taken and by whom."""
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x013B] = "Heliotrope Owner"
    exif[0x0112] = saved.pop("orientation", 1)
    exif.get_ifd(0x8825).update(BLACKPOOL)
    out = io.BytesIO()
    image.save(out, form, exif=exif, **saved)
    return out.getvalue()


def archive(parts: dict[str, str | bytes]) -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return out.getvalue()


def office(extension: str = "docx", **more: str | bytes) -> bytes:
    """An office file."""
    return office_file(extension, parts=dict(more))


def sound() -> bytes:
    """A recording of nothing."""
    out = io.BytesIO()
    with wave.open(out, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(1)
        written.setframerate(8000)
        written.writeframes(b"\x80" * 800)
    return out.getvalue()


def box(kind: bytes, content: bytes) -> bytes:
    """A box of an MP4 file."""
    return (8 + len(content)).to_bytes(4, "big") + kind + content


def film(brand: bytes = b"mp42", told: bytes = b"") -> bytes:
    """A film, as far as it is looked at."""
    head = box(b"ftyp", brand + b"\0\0\0\0mp42isom")
    return head + box(b"moov", box(b"udta", told)) + box(b"mdat", b"\0" * 64)


UNTAGGED = pdf(lambda d: d.Root.__delitem__("/StructTreeRoot"))
"""Not everybody can read it."""
STATEMENT = {
    "reason": "It was scanned by the partner, who has no other copy.",
    "how_to_ask": "Ring the office of the board on 01253 000000.",
    "accessible_by": "2027-01-31",
}
GOOD = {
    "report.pdf": PDF,
    **{
        name: inspect_office(office(kind), kind)[1]
        for name, kind in (("report.docx", "docx"), ("table.xlsx", "xlsx"), ("slides.pptx", "pptx"))
    },
    "notes.txt": "Zoë said “no”.\n".encode(),
    "counts.csv": b"\xef\xbb\xbfplace,people\r\nFylde,40\r\n",
    "words.vtt": b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n",
    "photo.jpg": picture(),
    "photo.png": picture("PNG"),
    "photo.webp": picture("WEBP"),
    "talk.mp3": b"ID3\x03\x00\x00\x00\x00\x00\x21" + b"\0" * 64,
    "talk.m4a": film(b"M4A "),
    "talk.wav": sound(),
    "film.mp4": film(),
}


async def add_file(
    caller: Caller,
    path: str,
    name: str = "report.pdf",
    content: bytes = PDF,
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    """Send a file."""
    named = {"Content-Disposition": f'attachment; filename="{name}"', **(headers or {})}
    return await caller.post(f"{path}/files", content=content, headers=named)


async def stored(library: Library, file_id: str) -> bytes | None:
    """Read what is in the store."""
    try:
        return b"".join([c async for c in library.files.read(key_of(QE1, UUID(file_id)))])
    except NotStored:
        return None


async def with_file(library: Library, name: str = "report.pdf", **fields: Any) -> tuple[Any, Any]:
    """Deposit a finding with a file; give both."""
    draft = await library.draft(library.partner, **fields)
    answer = await add_file(library.partner, f"/findings/{draft['id']}", name, GOOD[name])
    assert answer.status_code == 201, answer.text
    return draft, answer.json()

"""What a file is, told by its content: its name is a claim, and refused where they disagree."""

from __future__ import annotations

import codecs
import re
import zipfile
from typing import IO

from common.errors import FieldError
from insights.files.errors import FileRefused
from insights.files.schemas import FileRuleIn, FileType

_HEAD = 8192
_MAX_PARTS = 5_000
_MAX_UNPACKED = 512 * 1024 * 1024
_MAX_RATIO = 200
"""Unpacked bytes for each packed one: office files stay far below, zip bombs far above."""
_MAX_CONTENT_TYPES = 1024 * 1024
_MAX_INDEX = 32 * 1024 * 1024
_CHUNK = 256 * 1024

_MAIN_PART = {
    "docx": b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}
_RUNS = re.compile(
    r"vbaproject|vbadata|activex|oleobject|\.(?:exe|dll|com|scr|bat|cmd|ps1|vbs|js|jar|msi|lnk|hta)$",
    re.I,
)
"""Parts of an office file that run, or that hold what runs."""
_MARKUP = re.compile(
    rb"<\s*(?:!doctype|html|head|body|svg|script|iframe|object|embed|\?xml)|\A\s*(?:#!|<\?)", re.I
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_PLACES = (b"\xa9xyz", b"loci", b"com.apple.quicktime.location")
"""Where films say where they were taken (QuickTime File Format; 3GPP TS 26.244, 8.3)."""


def check_content(file: IO[bytes], kind: FileType, rule: FileRuleIn) -> None:
    """Refuse a file whose content isn't of the type that its name says, or that can run.

    Pictures are looked at again where they are written anew (`insights.files.images`).

    Raises:
        FileRefused: saying what to do.
    """
    if kind.check == "text":
        _check_text(file)
        return
    file.seek(0)
    if kind.check != "office" and kind not in _likeliest(file.read(_HEAD), rule):
        raise _disagrees()
    if kind.check == "office":
        _check_office(file, kind.extensions[0])
    elif kind.check == "film":
        _check_film(file)


def _likeliest(head: bytes, rule: FileRuleIn) -> list[FileType]:
    """Give those of the types that are taken which the first bytes speak for most."""
    import puremagic  # noqa: PLC0415 (1 MB few processes need)

    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return []
    scores = [
        (match.confidence, kind)
        for match in matches
        for kind in rule.types
        if match.extension.lstrip(".") in kind.extensions or match.mime_type == kind.media_type
    ]
    best = max((score for score, _ in scores), default=0.0)
    return [kind for score, kind in scores if score == best]


def _disagrees() -> FileRefused:
    return FileRefused(
        "The content of the file is not what its name says. Save it as what it is.",
        fields=(FieldError("body", "is not of the kind that the name says"),),
    )


def _check_text(file: IO[bytes]) -> None:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    file.seek(0)
    first = True
    while True:
        chunk = file.read(_CHUNK)
        if first and _MARKUP.search(chunk[:_HEAD]):
            raise FileRefused("Web pages, drawings and scripts are not taken as text.")
        first = False
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            raise FileRefused("Text is taken in UTF-8. Save the file in that encoding.") from None
        if _CONTROL.search(text):
            raise _disagrees()
        if not chunk:
            return


def _check_office(file: IO[bytes], extension: str) -> None:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _check_size(parts)
            if any(_RUNS.search(part.filename) for part in parts):
                raise FileRefused(
                    "Office files with macros or with other files inside are not taken. Save it "
                    "without."
                )
            with archive.open("[Content_Types].xml") as listed:
                types = listed.read(_MAX_CONTENT_TYPES)
    except FileRefused:
        raise
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, ValueError, NotImplementedError,
            EOFError):  # fmt: skip
        raise _disagrees() from None
    if b"macroenabled" in types.lower() or b"vbaproject" in types.lower():
        raise FileRefused("Office files with macros are not taken. Save it without macros.")
    if _MAIN_PART[extension] not in types:
        raise _disagrees()


def _check_size(parts: list[zipfile.ZipInfo]) -> None:
    packed = sum(part.compress_size for part in parts)
    unpacked = sum(part.file_size for part in parts)
    if (
        len(parts) > _MAX_PARTS
        or unpacked > _MAX_UNPACKED
        or unpacked > _MAX_RATIO * max(packed, 1)
    ):
        raise FileRefused("The file unpacks to far more than it is. It is not taken.")


def _check_film(file: IO[bytes]) -> None:
    """Refuse a film or recording that says where it was taken: that is personal data.

    Raises:
        FileRefused: if it does, or its boxes can't be read.
    """
    file.seek(0, 2)
    end = file.tell()
    at = 0
    while at + 8 <= end:
        file.seek(at)
        header = file.read(16)
        size = int.from_bytes(header[:4], "big")
        if size == 1:
            size = int.from_bytes(header[8:16], "big")
        size = size or end - at
        if size < 8 or at + size > end:
            raise _disagrees()
        if header[4:8] in {b"moov", b"meta", b"udta"}:
            file.seek(at)
            index = file.read(min(size, _MAX_INDEX))
            if size > _MAX_INDEX or any(place in index for place in _PLACES):
                raise FileRefused(
                    "The recording says where it was taken. Export it again without its location."
                )
        at += size

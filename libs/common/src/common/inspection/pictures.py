"""Pictures without what their camera or editor told, their pixels untouched.

Segments of JPEG (ISO/IEC 10918-1, annex B) and chunks of PNG (ISO/IEC 15948) are left out whole.
"""

from __future__ import annotations

_START = b"\xff\xd8"
_PNG = b"\x89PNG\r\n\x1a\n"
_SCAN = 0xDA
_END = 0xD9
_ALONE = {0x01, *range(0xD0, 0xD8)}
"""Markers without a length."""
_KEPT_APPLICATION = {0xE0, 0xEE}
"""JFIF, and Adobe's, which tells how colours are stored."""
_COLOURS = b"ICC_PROFILE\0"
_COMMENT = 0xFE
_SAID = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}
_EXIF = b"Exif\0\0"
_ORIENTATION = 0x0112


def without_words(data: bytes) -> tuple[bytes, bool]:
    """Give a picture without metadata, and whether it had any. Other kinds come back as they are.

    Which way up it is shown stays.
    """
    if data.startswith(_START):
        return _jpeg(data)
    if data.startswith(_PNG):
        return _png(data)
    return data, False


def _jpeg(data: bytes) -> tuple[bytes, bool]:
    out, at, had = [_START], 2, False
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _ALONE or marker == 0xFF:
            at += 1 if marker == 0xFF else 2
            continue
        if marker in {_SCAN, _END}:
            break
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        segment = data[at : at + 2 + size]
        at += 2 + size
        if _is_said(marker, segment):
            had = True
            turned = _turned(segment)
            if turned:
                out.append(turned)
        else:
            out.append(segment)
    return b"".join([*out, data[at:]]), had


def _is_said(marker: int, segment: bytes) -> bool:
    if marker == _COMMENT:
        return True
    if not 0xE0 <= marker <= 0xEF or marker in _KEPT_APPLICATION:
        return False
    return not (marker == 0xE2 and segment[4 : 4 + len(_COLOURS)] == _COLOURS)


def _turned(segment: bytes) -> bytes:
    """Give an Exif segment that says no more than which way up the picture is; empty where the
    first one does not say, or says that it is upright."""
    if segment[4:10] != _EXIF:
        return b""
    tiff = segment[10:]
    order = {b"II": "little", b"MM": "big"}.get(tiff[:2])
    if order is None:
        return b""

    def number(start: int, length: int) -> int:
        return int.from_bytes(
            tiff[start : start + length], "little" if order == "little" else "big"
        )

    first = number(4, 4)
    for entry in range(number(first, 2)):
        at = first + 2 + 12 * entry
        if number(at, 2) == _ORIENTATION:
            value = number(at + 8, 2)
            if 2 <= value <= 8:
                body = (
                    b"MM\x00\x2a\x00\x00\x00\x08\x00\x01"
                    b"\x01\x12\x00\x03\x00\x00\x00\x01" + value.to_bytes(2, "big") + b"\0\0"
                    b"\x00\x00\x00\x00"
                )
                content = _EXIF + body
                return b"\xff\xe1" + (len(content) + 2).to_bytes(2, "big") + content
    return b""


def _png(data: bytes) -> tuple[bytes, bool]:
    out, at, had = [_PNG], len(_PNG), False
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        chunk = data[at : at + 12 + size]
        name = chunk[4:8]
        at += 12 + size
        if name in _SAID:
            had = True
        else:
            out.append(chunk)
        if name == b"IEND":
            # What is appended behind the end is no part of the picture.
            return b"".join(out), had or at < len(data)
    return b"".join([*out, data[at:]]), had

"""The zip package of an office file (ECMA-376, part 2): opened, changed and packed again."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator

from lxml import etree  # type: ignore[import-untyped]

from common.inspection.refusals import refused

MAX_PARTS = 5_000
MAX_UNPACKED = 300 * 1024 * 1024
MAX_RATIO = 200
"""How many times larger than packed a part may be; the text of real files is under 40 times."""
SMALL = 1024 * 1024
"""Bytes of a part whose ratio is no matter."""
MAX_XML = 48 * 1024 * 1024
"""Bytes of a part that is read as XML."""
TYPES = "[Content_Types].xml"
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OVERRIDE = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError,
           NotImplementedError, KeyError)  # fmt: skip
_EPOCH = (1980, 1, 1, 0, 0, 0)
_RELATIONS_OF = re.compile(r"\A(.*?)_rels/([^/]*)\.rels\Z")


class Package:
    """The parts of an office file.

    Raises:
        Refused: if it is no package, is locked or damaged, or unpacks out of proportion.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN:
            raise refused("damaged") from None
        listed = self._archive.infolist()
        self._check(listed)
        self._parts = {part.filename: part for part in listed if not part.is_dir()}
        if len({name.lower() for name in self._parts}) < len(self._parts):
            raise refused("damaged")
        if TYPES not in self._parts:
            raise refused("other-kind")
        self._changed: dict[str, bytes] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    @property
    def names(self) -> list[str]:
        """Give the names of the parts that are left, in the order of the file."""
        return list(self._parts)

    def read(self, name: str) -> bytes:
        """Give a part whole.

        Raises:
            Refused: if it is damaged.
        """
        if name in self._changed:
            return self._changed[name]
        try:
            return self._archive.read(name)
        except _BROKEN:
            raise refused("damaged") from None

    def tree(self, name: str) -> etree._Element:
        """Give a part as XML, without entities and without looking anywhere else.

        Raises:
            Refused: if it is no XML, declares a document type, or is too long.
        """
        if self._parts[name].file_size > MAX_XML:
            raise refused("too-long")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            root = etree.fromstring(self.read(name), parser)
        except (etree.XMLSyntaxError, ValueError):
            raise refused("damaged") from None
        if root.getroottree().docinfo.internalDTD is not None:
            raise refused("damaged")
        return root

    def put(self, name: str, content: bytes | etree._Element) -> None:
        """Give a part that is there another content."""
        if not isinstance(content, bytes):
            content = etree.tostring(
                content, xml_declaration=True, encoding="UTF-8", standalone=True
            )
        self._changed[name] = content

    def drop(self, names: Collection[str]) -> None:
        """Take parts out, with what they themselves refer to their neighbours by, and every
        reference to them."""
        gone = {name for name in names if name in self._parts}
        for name in gone:
            folder, file = posixpath.split(name)
            own = posixpath.join(folder, "_rels", f"{file}.rels")
            self._parts.pop(name, None)
            self._parts.pop(own, None)
        if not gone:
            return
        types = self.tree(TYPES)
        for one in types.findall(_OVERRIDE):
            if one.get("PartName", "").lstrip("/") in gone:
                types.remove(one)
        self.put(TYPES, types)
        for name in [name for name in self._parts if name.endswith(".rels")]:
            root = self.tree(name)
            dead = [one for one in root.findall(RELATIONS) if _target(name, one) in gone]
            for one in dead:
                root.remove(one)
            if dead:
                self.put(name, root)

    def relations(self) -> Iterator[tuple[str, etree._Element, str | None]]:
        """Give every reference: the part that holds them, the reference, and the part that it is
        to; None where that is outside of the file."""
        for name in [name for name in self._parts if name.endswith(".rels")]:
            for one in self.tree(name).findall(RELATIONS):
                yield name, one, _target(name, one)

    def packed(self) -> bytes:
        """Pack the parts that are left; nothing tells when."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in self._parts:
                archive.writestr(zipfile.ZipInfo(name, _EPOCH), self.read(name),
                                 zipfile.ZIP_DEFLATED)  # fmt: skip
        return out.getvalue()

    def _check(self, parts: list[zipfile.ZipInfo]) -> None:
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise refused("bomb")
        for part in parts:
            if part.flag_bits & 0x1:
                raise refused("locked")
            if part.file_size > SMALL and part.file_size > MAX_RATIO * max(part.compress_size, 1):
                raise refused("bomb")


def _target(relations: str, one: etree._Element) -> str | None:
    if one.get("TargetMode") == "External":
        return None
    target = one.get("Target", "")
    found = _RELATIONS_OF.match(relations)
    folder = found[1] if found else ""
    joined = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
    return posixpath.normpath(joined)

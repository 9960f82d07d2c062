"""The XML of an Excel file: small parts whole, long ones an element at a time.

By the standard library's expat, and not by lxml: a file's batches are read in whichever thread is
free, and a document of lxml belongs to the thread that began it. One that went on in another was
freed wrongly, and took the process with it. Expat belongs to no thread.

A document type is refused where it begins, before it can declare an entity. What is held at a time
is bounded: an element, a tag or comment, the names, the depth.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import IO, Protocol, TypeVar
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser
from xml.parsers.expat import ExpatError

from insights.feedback.errors import BrokenFile

BROKEN = "the Excel file is damaged; open it in Excel and save it again"
CHUNK = 128 * 1024
"""Bytes that are read at a time. An expat before 2.6 looks at an unfinished tag anew with each."""
MAX_TAG = 1024 * 1024
"""Bytes of one tag or comment."""
MAX_HELD = 16 * 1024 * 1024
"""Bytes of what is held whole: a small part, or one element of a long one, such as a row."""
MAX_ELEMENTS = 500_000
"""Elements in what is held whole: a row as wide as Excel allows has about 50,000."""
MAX_NAMES = 10_000
"""Names of elements, attributes and prefixes in a part: expat remembers each."""
MAX_DEPTH = 256
"""Elements in each other."""

T = TypeVar("T")


def whole(content: bytes) -> Element:
    """Read a small part.

    Raises:
        BrokenFile: if it isn't XML, declares a type of its own, or is out of all proportion.
    """
    root, *_ = pieces(io.BytesIO(content), None)
    return root


def pieces(part: IO[bytes], tag: str | None) -> Iterator[Element]:
    """Give each element of that name in a long part, and hold no more than one; None is the root.

    Raises:
        BrokenFile: if it isn't XML, declares a type of its own, or is out of all proportion.
    """
    found = _Pieces(tag)
    parser = XMLParser(target=found)  # noqa: S314
    return in_chunks(part, parser.feed, parser.close, found)


def in_chunks(
    part: IO[bytes], feed: Callable[[bytes], object], close: Callable[[], object], found: Taking[T]
) -> Iterator[T]:
    """Feed a long part to a parser a chunk at a time, and give what is taken from it.

    Raises:
        BrokenFile: if it isn't XML, or is out of all proportion.
    """
    held = silent = 0
    while chunk := part.read(CHUNK):
        found.heard = False
        _fed(feed, chunk)
        silent = 0 if found.heard else silent + len(chunk)
        held = held + len(chunk) if found.within and not found.done else 0
        if silent > MAX_TAG or held > MAX_HELD:
            raise BrokenFile(1, BROKEN)
        yield from found.taken()
    _fed(close)
    yield from found.taken()


def no_doctype(*_: object) -> None:
    """Refuse a document type where it begins."""
    raise BrokenFile(1, "the Excel file declares entities, which no Excel file does")


class Taking(Protocol[T]):
    """Takes things from what a parser tells."""

    done: list[T]
    """What is finished and not given yet."""
    heard: bool
    """Whether it was told anything, since that was last set to False."""
    within: int
    """Not 0 while something has begun and not ended."""

    def taken(self) -> list[T]:
        """Give what is finished, once."""


class _Pieces:
    """Builds a tree of each element of one name, and nothing of what is outside them."""

    def __init__(self, tag: str | None) -> None:
        self.done: list[Element] = []
        self.heard = False
        self.within = 0
        self._tag = tag
        self._depth = 0
        self._elements = 0
        self._names: set[str] = set()
        self._builder = TreeBuilder()

    def taken(self) -> list[Element]:
        """Give what was finished since the last time."""
        done, self.done = self.done, []
        return done

    def doctype(self, *said: str | None) -> None:
        no_doctype(*said)

    def start_ns(self, prefix: str, _: str) -> None:
        self._names.add(f"xmlns:{prefix}")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.heard = True
        self._depth += 1
        self._names.add(tag)
        self._names.update(attributes)
        if self._depth > MAX_DEPTH or len(self._names) > MAX_NAMES:
            raise BrokenFile(1, BROKEN)
        if not self.within:
            if self._tag not in {tag, None}:
                return
            self._builder, self._elements = TreeBuilder(), 0
        self.within += 1
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise BrokenFile(1, BROKEN)
        self._builder.start(tag, attributes)

    def data(self, text: str) -> None:
        self.heard = True
        if self.within:
            self._builder.data(text)

    def end(self, tag: str) -> None:
        self.heard = True
        self._depth -= 1
        if not self.within:
            return
        self._builder.end(tag)
        self.within -= 1
        if not self.within:
            self.done.append(self._builder.close())


def _fed(feed: Callable[..., object], *content: bytes) -> None:
    try:
        feed(*content)
    except (ParseError, ExpatError, LookupError, ValueError):
        # The latter two are of an encoding that is none, or that expat doesn't know.
        raise BrokenFile(1, BROKEN) from None

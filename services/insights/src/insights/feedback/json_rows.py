"""Reading JSON Lines: an object a line; its names are the columns.

What is nested is named by its path (``q4.text``); several values of one name stand behind each
other after a semicolon. The file is read twice: once for its names, once for its rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from types import TracebackType
from typing import IO, Any

import orjson

from insights.feedback.cells import RefusedCell, Rejection, number, passing
from insights.feedback.errors import BrokenFile
from insights.feedback.reading import BOM, MAX_COLUMNS, Scan, lines

MAX_DEPTH = 5
_NO_OBJECT = "is no JSON object"


class JsonRows:
    """The rows of a file of JSON Lines.

    Raises:
        BrokenFile: if no line is an object, there are too many names, or the file was cut off.
    """

    def __init__(self, file: IO[bytes], scan: Scan) -> None:
        self._file = file
        self._scan = scan
        self._heeded: Collection[int] = ()
        self.header: list[str] = self._names()
        self._places = {name: index for index, name in enumerate(self.header)}

    def __enter__(self) -> JsonRows:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        return None

    def heed(self, columns: Collection[int]) -> None:
        """Say which columns are read: what is wrong in others is no matter."""
        self._heeded = sorted(columns)

    def __iter__(self) -> Iterator[tuple[int, Sequence[str]] | Rejection]:
        for line, told in self._objects():
            if told is None:
                yield Rejection(line, "row", _NO_OBJECT)
                continue
            row = [""] * len(self.header)
            for name, value in flat(told):
                row[self._places[name]] = value
            taken = passing(line, row, self._heeded)
            yield taken if isinstance(taken, Rejection) else (line, taken)

    def _names(self) -> list[str]:
        names: dict[str, None] = {}
        any_object = False
        for line, told in self._objects():
            if told is None:
                continue
            any_object = True
            for name, _ in flat(told):
                names.setdefault(name)
            if len(names) > MAX_COLUMNS:
                raise BrokenFile(line, f"there are more than {MAX_COLUMNS} names")
        if not any_object:
            raise BrokenFile(1, "no line is a JSON object")
        return list(names)

    def _objects(self) -> Iterator[tuple[int, dict[str, Any] | None]]:
        self._file.seek(0)
        for number_, line in lines(self._file):
            text = line.removeprefix(BOM) if number_ == 1 else line
            if not text.strip():
                continue
            try:
                told = orjson.loads(text)
            except orjson.JSONDecodeError:
                if not line.endswith(b"\n"):
                    raise BrokenFile(number_, "the line is cut off") from None
                told = None
            yield number_, told if isinstance(told, dict) else None


def flat(told: dict[str, Any], path: str = "", depth: int = 1) -> Iterator[tuple[str, str]]:
    """Give the names of an object and the cells that stand under them."""
    for name, value in told.items():
        if isinstance(value, dict) and depth < MAX_DEPTH:
            yield from flat(value, f"{path}{name}.", depth + 1)
        else:
            yield f"{path}{name}", _cell(value)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, list) and not any(isinstance(one, list | dict) for one in value):
        return "; ".join(_cell(one) for one in value)
    return RefusedCell("holds an object or a list of lists")

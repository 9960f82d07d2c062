"""Corrections by a person: applied to the draft, never to what was read nor to its lines.

A correction sets a field by its path (``present[2].name``), takes an entry of a list out
(``apologies[0]``), or adds one (``resolutions[1].parts``). What it replaces is kept beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from governance.minutes.content import Content, plain
from governance.minutes.errors import CorrectionRefused
from governance.minutes.schemas import Correction

_PEOPLE = ("present", "in_attendance", "apologies")
_PERSON = ("name", "role", "organisation", "in_place_of", "replaced_by", "note")
_STEP = re.compile(r"(?P<name>[a-z_]+)(?:\[(?P<index>\d{1,4})\])?")
_CODE = re.compile(r"[a-z0-9_]{1,60}")
_LONGEST = {"number": 20, "name": 200, "in_place_of": 200, "replaced_by": 200, "owner": 200,
            "mover": 200, "seconder": 200, "text": 10_000}  # fmt: skip

Setter = Callable[[Any, str, Mapping[str, Any]], Any]
"""Gives the new node for the old one, the text that was sent, and who corrects when."""


@dataclass(frozen=True)
class Corrector:
    """Who corrects, and when (ISO 8601)."""

    by: str
    at: str


def apply(content: Content, correction: Correction, corrector: Corrector, field: str) -> Content:
    """Give the content with one correction applied.

    Args:
        field: where in the request the correction stands, for errors.

    Raises:
        CorrectionRefused: if its path or its value does not fit.
    """
    changed = deepcopy(content)
    shape = re.sub(r"\[\d{1,4}\]", "[]", correction.path)
    mark = {"by": corrector.by, "at": corrector.at}
    if correction.add is not None:
        _add(changed, shape, correction, mark, field)
    elif correction.remove:
        _remove(changed, shape, correction, mark, field)
    else:
        _set(changed, shape, correction, mark, field)
    return changed


def _set(content: Content, shape: str, correction: Correction, mark: Content, field: str) -> None:
    setter = _SETTERS.get(shape)
    if setter is None:
        raise CorrectionRefused(f"{field}.path", "names nothing that can be corrected")
    parent, name = _parent(content, correction.path, field)
    value = correction.value
    if value is None:
        if shape in _NEEDED:
            raise CorrectionRefused(f"{field}.value", "cannot be null")
        parent[name] = None
        return
    if len(value) > _LONGEST.get(name, 300):
        raise CorrectionRefused(f"{field}.value", f"must have at most {_LONGEST.get(name, 300)} "
                                "characters")  # fmt: skip
    try:
        parent[name] = setter(parent.get(name), value, mark)
    except ValueError as error:
        raise CorrectionRefused(f"{field}.value", str(error)) from None


def _remove(
    content: Content, shape: str, correction: Correction, mark: Content, field: str
) -> None:
    if shape not in _REMOVABLE:
        raise CorrectionRefused(f"{field}.path", "names no entry of a list")
    _entry(content, correction.path, field)["removed"] = mark


def _add(content: Content, shape: str, correction: Correction, mark: Content, field: str) -> None:
    fields = _ADDABLE.get(shape)
    if fields is None:
        raise CorrectionRefused(f"{field}.path", "names no list that can be added to")
    sent = correction.add or {}
    unknown = sorted(set(sent) - set(fields))
    missing = [name for name in fields if name in _FIRST and not sent.get(name)]
    if unknown or missing:
        raise CorrectionRefused(f"{field}.add", f"takes {', '.join(fields)}")
    parent, name = _parent(content, correction.path, field)
    entry = _blank(shape)
    for key, value in sent.items():
        if len(value) > _LONGEST.get(key, 300):
            raise CorrectionRefused(f"{field}.add.{key}", "is too long")
        try:
            entry[key] = fields[key](None, value, mark)
        except ValueError as error:
            raise CorrectionRefused(f"{field}.add.{key}", str(error)) from None
    entry["added"] = mark
    parent.setdefault(name, []).append(entry)  # Drafts of before have fewer lists.


def _parent(content: Content, path: str, field: str) -> tuple[Content, str]:
    """Give the object that holds the last step of a path, and the name of that step."""
    head, _, last = path.rpartition(".")
    return (_entry(content, head, field) if head else content), last


def _entry(content: Content, path: str, field: str) -> Content:
    node: Any = content
    for step in path.split("."):
        match = _STEP.fullmatch(step)
        node = node.get(match["name"]) if match and isinstance(node, dict) else None
        if match and match["index"] is not None:
            index = int(match["index"])
            node = node[index] if isinstance(node, list) and index < len(node) else None
    if not isinstance(node, dict):
        raise CorrectionRefused(f"{field}.path", "names nothing in this draft")
    return node


def _piece(before: Any, value: str, mark: Mapping[str, Any]) -> Content:
    """Put new text in a piece; its lines, and the text that was read, stay beside it."""
    known = before or {"text": None, "first_line": None, "last_line": None, "corrected": None}
    was = (known["corrected"] or {}).get("was", known["text"])
    return {**known, "text": value, "corrected": {"was": was, **mark}}


def _date(before: Any, value: str, mark: Mapping[str, Any]) -> Content:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError("must be a date such as 2026-11-30") from None
    return {**_piece(before, value, mark), "value": plain(day)}


def _time(before: Any, value: str, mark: Mapping[str, Any]) -> Content:
    try:
        moment = time.fromisoformat(value)
    except ValueError:
        raise ValueError("must be a time such as 09:30") from None
    return {**_piece(before, value, mark), "value": plain(moment.replace(tzinfo=None))}


def _due_on(_: Any, value: str, mark: Mapping[str, Any]) -> str:
    return str(_date(None, value, mark)["value"])


def _outcome(before: Any, value: str, mark: Mapping[str, Any]) -> Content:
    if not _CODE.fullmatch(value):
        raise ValueError("must be a code of the vocabulary outcome")
    known = before or {"code": None, "basis": None, "corrected": None}
    was = (known["corrected"] or {}).get("was", known["code"])
    return {**known, "code": value, "corrected": {"was": was, **mark}}


def _plain(_: Any, value: str, __: Mapping[str, Any]) -> str:
    return value


_PERSON_SETTERS: dict[str, Setter] = dict.fromkeys(_PERSON, _piece)
_PART_SETTERS: dict[str, Setter] = {"text": _piece, "outcome": _outcome}
_ACTION_SETTERS: dict[str, Setter] = {
    "text": _piece,
    "item": _plain,
    "owner": _piece,
    "due": _piece,
    "due_on": _due_on,
}
_RESOLUTION_SETTERS: dict[str, Setter] = {
    "title": _piece,
    "item": _plain,
    "outcome": _outcome,
    "mover": _piece,
    "seconder": _piece,
}
_ITEM_SETTERS: dict[str, Setter] = {"number": _piece, "title": _piece}

_ADDABLE: dict[str, dict[str, Setter]] = {
    **dict.fromkeys(_PEOPLE, _PERSON_SETTERS),
    "chairs": {"name": _piece, "item": _plain, "items": _piece},
    "items": _ITEM_SETTERS,
    "resolutions": _RESOLUTION_SETTERS,
    "resolutions[].parts": _PART_SETTERS,
    "actions": _ACTION_SETTERS,
}
_FIRST = {"name", "number", "title", "text"}
"""Fields that an added entry cannot be without."""
_REMOVABLE = {f"{path}[]" for path in _ADDABLE}
_SETTERS: dict[str, Setter] = {
    "body": _piece,
    "date": _date,
    "start_time": _time,
    "end_time": _time,
    "place": _piece,
    "chair": _piece,
    "next_meeting.date": _date,
    "next_meeting.start_time": _time,
    "next_meeting.place": _piece,
    **{f"{path}[].{name}": s for path, fields in _ADDABLE.items() for name, s in fields.items()},
}
_NEEDED = {path for path in _SETTERS if path.rpartition(".")[2] in _FIRST} | {"date"}


def _blank(shape: str) -> Content:
    """Give an entry of a list with nothing in it."""
    entry: Content = dict.fromkeys(_ADDABLE[shape])
    if shape == "resolutions":
        entry |= {"lead": None, "parts": []}
    elif shape == "resolutions[].parts":
        entry |= {"marker": None, "person": None, "office": None}
    elif shape == "chairs":
        entry |= {"text": None, "resumed": False, "person": None}
    elif shape == "actions":
        entry |= {"person": None}
    elif shape == "items":
        entry |= {"first_line": None, "last_line": None}
    return entry

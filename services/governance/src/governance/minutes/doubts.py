"""Which doubts about a draft are still open after a person's corrections."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from common.errors import FieldError
from governance.minutes.content import Content

_NEVER_ACCEPTED = {"no_date", "no_minutes"}
"""A meeting cannot be recorded without its date."""


def doubts_with_state(content: Content, accepted: Collection[str]) -> list[Content]:
    """Give the draft's doubts, each with whether it is open."""
    return [{**doubt, "open": _open(doubt, content, accepted)} for doubt in content["doubts"]]


def blocking(content: Content, accepted: Collection[str]) -> tuple[FieldError, ...]:
    """Give what must be settled before the draft can be recorded."""
    doubts = [
        FieldError(f"doubts.{doubt['code']}", doubt["message"])
        for doubt in content["doubts"]
        if doubt["blocking"] and _open(doubt, content, accepted)
    ]
    return (*doubts, *_lacking(content))


def can_be_accepted(content: Content, code: str) -> bool:
    """Say whether a doubt of the draft may be accepted as it is."""
    return code not in _NEVER_ACCEPTED and any(d["code"] == code for d in content["doubts"])


def kept(entries: list[Content]) -> Iterator[Content]:
    """Give the entries of a list that were not taken out."""
    return (entry for entry in entries if not entry.get("removed"))


def _open(doubt: Content, content: Content, accepted: Collection[str]) -> bool:
    code = doubt["code"]
    if code in accepted:
        return False
    name, _, index = code.partition(":")
    settled: dict[str, Any] = {
        "no_minutes": content["date"],
        "no_date": content["date"],
        "weekday": (content["date"] or {}).get("corrected"),
        "no_body": content["body"],
        "no_place": content["place"],
        "nobody_present": any(kept(content["present"])),
        "no_items": any(kept(content["items"])),
    }
    if name == "resolution_empty":
        resolution = content["resolutions"][int(index)]
        return not (resolution.get("removed") or any(kept(resolution["parts"])))
    return not settled.get(name)


def _lacking(content: Content) -> Iterator[FieldError]:
    """Name what decisions and actions need and the draft does not have."""
    for index, resolution in enumerate(content["resolutions"]):
        if resolution.get("removed"):
            continue
        path = f"resolutions[{index}]"
        if resolution["outcome"] is None:
            yield FieldError(f"{path}.outcome", "has no outcome; choose one")
        if resolution["title"] is None:
            yield FieldError(f"{path}.title", "has no title; give one")
        if not any(kept(resolution["parts"])):
            yield FieldError(f"{path}.parts", "has no words; add them, or take it out")
    if content["date"] is None and not any(d["code"] == "no_date" for d in content["doubts"]):
        yield FieldError("date", "is missing; give it")

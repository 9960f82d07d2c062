"""Step: minutes are read into a draft, checked against their text, and recorded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from local_runner.thread.context import Walk
from local_runner.thread.errors import BrokenThread

Draft = dict[str, Any]


def find_body(walk: Walk) -> str:
    """Give the id of the body whose minutes they are: the one that they name most often.

    Raises:
        BrokenThread: if they name no body of the system.
    """
    bodies = walk.secretary.get("/governance/bodies").expect(200).json["items"]
    text = walk.start.minutes.read_text("utf-8")
    named: list[dict[str, Any]] = [body for body in bodies if body["name"] in text]
    if not named:
        raise BrokenThread(f"{walk.start.minutes} names no body of {walk.start.system}")
    return str(max(named, key=lambda body: text.count(str(body["name"])))["id"])


def record_minutes(walk: Walk, body_id: str) -> list[str]:
    """Import, check and record the minutes; gives the ids of their decisions."""
    answer = walk.secretary.upload(
        "/governance/minutes-imports", walk.start.minutes, "text/plain", body_id=body_id
    ).expect(200, 201)
    imported = answer.json
    walk.journal.say(f"{answer.address} → {imported['id']}, {imported['status']}")
    _check(walk, imported["draft"])
    _accept_doubts(walk, imported["id"], answer.etag, imported)
    recorded = walk.secretary.post(f"/governance/minutes-imports/{imported['id']}/record")
    made = recorded.expect(200).json
    walk.journal.say(
        f"{recorded.address} → {len(made['decision_ids'])} decisions, "
        f"{len(made['action_ids'])} actions"
    )
    if not made["decision_ids"]:
        raise BrokenThread("the minutes have no decision")
    return [str(decision_id) for decision_id in made["decision_ids"]]


def _check(walk: Walk, draft: Draft) -> None:
    """Show what was read, and see that the text has every word of it on the lines that it names."""
    people = {name: len(draft[name]) for name in ("present", "in_attendance", "apologies")}
    read = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in people.items())
    walk.journal.say(f"read: {draft['date']['text']}, {draft['place']['text']}; {read}")
    for resolution in draft["resolutions"]:
        parts = len(resolution["parts"])
        title = (resolution["title"] or {}).get("text")
        walk.journal.say(f"  {resolution['item']}. {title}: {parts} part(s)")
    walk.journal.say(f"could not be placed: {len(draft['unread'])} line(s)")
    pieces = [piece for piece in _pieces(draft) if piece["corrected"] is None]
    for piece in pieces:
        if _words(piece["text"]) not in _words(piece["source"] or ""):
            raise BrokenThread(f"line {piece['first_line']} of the minutes doesn't say so")
    walk.journal.say(f"checked: each of {len(pieces)} pieces stands in the lines that it names")


def _pieces(node: Any) -> Iterator[dict[str, Any]]:
    """Give every piece of text that was read out of the source."""
    if isinstance(node, list):
        for entry in node:
            yield from _pieces(entry)
    elif isinstance(node, dict):
        if "source" in node:
            yield node
        for entry in node.values():
            yield from _pieces(entry)


def _words(text: str) -> str:
    return " ".join(text.split())


def _accept_doubts(walk: Walk, import_id: str, etag: str, imported: Draft) -> None:
    """Settle what the reading was unsure of, as the person who has checked it."""
    doubts = [doubt for doubt in imported["draft"]["doubts"] if doubt["open"]]
    for doubt in doubts:
        walk.journal.say(f"  doubt: {doubt['message']}")
    if doubts and imported["status"] == "draft":
        settled = {"accept_doubts": [doubt["code"] for doubt in doubts]}
        walk.secretary.patch(f"/governance/minutes-imports/{import_id}", settled, etag).expect(200)

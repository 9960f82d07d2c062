"""What events of selections and of assemblies say about the thread; pure, as `projection` is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gateway.thread.statements import (
    DECIDED_IN,
    PUBLIC,
    RESPONDS_TO,
    WITHDRAWN,
    Facts,
    Link,
    Said,
    Statement,
    midnight,
    pick,
)

_COMPLETED = 1000
"""After every correction of the digits: the number of an entry is far below."""


def selection_committed(said: Said, _: datetime) -> Statement:
    """Terms, pool and panels are committed to."""
    data = pick(said, "seats", "root", "source", "draw_on")
    return _selection(said, 1, "committed", said["committed_at"], data)


def selection_drawn(said: Said, _: datetime) -> Statement:
    """The digits picked a panel."""
    data = pick(said, "seats", "root", "digits", "evidence")
    return _selection(said, 2, "drawn", said["drawn_at"], data)


def selection_corrected(said: Said, _: datetime) -> Statement:
    """Digits were entered wrongly; others picked another panel."""
    data = pick(said, "seats", "root", "digits", "evidence")
    data |= {"correction": said["reason"], "corrected_at": said["corrected_at"]}
    return _selection(said, said["number"] + 1, "drawn", said["corrected_at"], data)


def selection_completed(said: Said, _: datetime) -> Statement:
    """Of those who sit the pseudonyms stay behind too: their number is what the thread shows."""
    data = pick(said, "seats", "root", "digits", "replaced", "correction", "corrected_at")
    data["filled"] = len(said["panel"])
    return _selection(said, _COMPLETED, "completed", midnight(said["completed_on"]), data)


def _selection(
    said: Said, version: int, state: str, at: datetime, data: dict[str, Any]
) -> Statement:
    facts = Facts(version, said["title"], None, PUBLIC, at, data=data)
    assembly_id = said.get("assembly_id")
    links = (Link("assemblies", assembly_id, "commissioned_by"),) if assembly_id else ()
    return Statement("selections", said["selection_id"], state, version, facts, links)


def assembly_commissioned(said: Said, told_at: datetime) -> Statement:
    """Of a commission the latest version stands."""
    data = pick(
        said, "kind", "body_name", "receiving_body_name", "seats", "categories", "spectrum_level",
        "starts_on", "ends_on", "answer_due_on",
    )  # fmt: skip
    at = said.get("commissioned_at") or said.get("amended_at") or told_at
    facts = Facts(said["version"], said["title"], said["question"], PUBLIC, at, data=data)
    decision_id = said.get("decision_id")
    links = (Link("decisions", decision_id, DECIDED_IN),) if decision_id else ()
    version = said["version"]
    return Statement("assemblies", said["assembly_id"], "commissioned", version, facts, links)


def assembly_cancelled(said: Said, _: datetime) -> Statement:
    """Nobody is drawn for it any more."""
    return Statement("assemblies", said["assembly_id"], "cancelled", said["version"])


def assembly_reported(said: Said, _: datetime) -> tuple[Statement, ...]:
    """Each recommendation is a node, which waits for its answer."""
    assembly = Statement("assemblies", said["assembly_id"], "reported", said["version"])
    made = [_recommendation(said, one, "not_answered") for one in said["recommendations"]]
    return (assembly, *made)


def assembly_answered(said: Said, _: datetime) -> tuple[Statement, ...]:
    """Each answer tells what became of its recommendation."""
    assembly = Statement("assemblies", said["assembly_id"], "answered", said["version"])
    return (assembly, *[_recommendation(said, one, one["answer"]) for one in said["answers"]])


def assembly_corrected(said: Said, _: datetime) -> Statement:
    """A recommendation stands as it is corrected, with the answer that it has."""
    state = said.get("answer") or "not_answered"
    at = said.get("answered_at") or said["corrected_at"]
    about = {**said, "correction": said["reason"], "reported_at": at}
    made = {
        **said["recommendation"],
        "reason": said.get("answer_reason"),
        "decision_id": said.get("decision_id"),
    }
    return _recommendation(about, made, WITHDRAWN if said.get("withdrawn") else state)


def _recommendation(said: Said, one: Said, state: str) -> Statement:
    """The decision that answers it may be withheld later: it is reached by its step alone, and not
    named here."""
    at = said.get("answered_at") or said["reported_at"]
    data = pick(one, "number", "reason")
    data |= pick(
        said, "answer_due_on", "receiving_body_name", "answered_at", "corrected_at", "correction"
    )
    title = f"{said['title']}: recommendation {one['number']}"
    facts = Facts(said["version"], title, one["text"], PUBLIC, at, data=data)
    links = [Link("selections", said["selection_id"], "came_from")]
    if evidence := one.get("evidence"):
        links.append(Link("findings", evidence["finding_id"], "relies_on", evidence["version"]))
    decision_id = one.get("decision_id")
    return Statement(
        "recommendations",
        one["recommendation_id"],
        state,
        said["version"],
        facts,
        tuple(links),
        (Link("decisions", decision_id, RESPONDS_TO),) if decision_id else (),
    )

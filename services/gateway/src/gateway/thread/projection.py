"""What each event says about the thread. Pure functions: event in, statement out.

The gateway reads events as a tolerant reader: it takes the fields that the thread shows, by name,
from whichever event the registry knows under a type. So it depends on no producer.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

PUBLIC = "public"
UNKNOWN = "unknown"
WITHDRAWN = "withdrawn"

_LONGEST_TITLE = 100
_STATES_PER_VERSION = 4
"""Room for the states that one version can pass through: published, superseded, withdrawn."""


@dataclass(frozen=True)
class Facts:
    """What a node shows."""

    version: int
    title: str
    summary: str | None
    visibility: str
    occurred_at: datetime
    organisation_id: UUID | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """A node that the one told about rests on."""

    kind: str
    id: UUID
    relation: str
    version: int | None = None


@dataclass(frozen=True)
class Statement:
    """One event's word on one node.

    ``facts`` is None where the event changes the state alone; ``links`` belong to the facts.
    """

    kind: str
    id: UUID
    state: str
    state_rank: int
    facts: Facts | None = None
    links: tuple[Link, ...] = ()


Said = Mapping[str, Any]
Projection = Callable[[Said, datetime], Statement]


def _survey_opened(said: Said, _: datetime) -> Statement:
    data = {"closes_on": said.get("closes_on"), **_pick(said, "places", "themes")}
    return _survey(said, 1, "open", data)


def _survey_closed(said: Said, _: datetime) -> Statement:
    data = _pick(said, "places", "themes", "invited", "responded", "limits")
    return _survey(said, 2, "closed", data)


def _survey(said: Said, version: int, state: str, data: dict[str, Any]) -> Statement:
    facts = Facts(version, said["title"], said["purpose"], PUBLIC, said["opened_at"], data=data)
    return Statement("surveys", said["survey_id"], state, version, facts)


def _activity(said: Said, told_at: datetime) -> Statement:
    """Activities bear no version: the time at which they were told orders what is said of them."""
    version = _milliseconds(told_at)
    starts_on = said.get("starts_on")
    facts = Facts(
        version,
        said["title"],
        None,
        said.get("visibility", PUBLIC),
        _midnight(starts_on) if starts_on else told_at,
        said.get("organisation_id"),
        _pick(
            said,
            "method",
            "spectrum_level",
            "places",
            "communities",
            "themes",
            "starts_on",
            "ends_on",
        ),
    )
    survey_id = said.get("survey_id")
    links = (Link("surveys", survey_id, "asked_through"),) if survey_id else ()
    state = said.get("status", "registered")
    return Statement("activities", said["activity_id"], state, version, facts, links)


def _finding_published(said: Said, _: datetime) -> Statement:
    facts = Facts(
        said["version"],
        said["title"],
        said["summary"],
        said["visibility"],
        said["published_at"],
        said.get("organisation_id"),
        _pick(
            said,
            "reference",
            "organisation_name",
            "places",
            "communities",
            "themes",
            "people_heard",
            "strength",
        ),
    )
    links = tuple(Link("activities", one, "came_from") for one in said.get("activity_ids", []))
    return _finding(said, "published", 0, facts, links)


def _finding_superseded(said: Said, _: datetime) -> Statement:
    return _finding(said, "superseded", 1)


def _finding_withdrawn(said: Said, _: datetime) -> Statement:
    return _finding(said, WITHDRAWN, 2)


def _finding(
    said: Said, state: str, step: int, facts: Facts | None = None, links: tuple[Link, ...] = ()
) -> Statement:
    rank = said["version"] * _STATES_PER_VERSION + step
    return Statement("findings", said["finding_id"], state, rank, facts, links)


def _meeting_published(said: Said, _: datetime) -> Statement:
    facts = Facts(
        said["version"],
        f"Meeting of {said['body_name']}",
        None,
        PUBLIC,
        _midnight(said["held_on"]),
        data=_pick(said, "body_name", "held_on", "place"),
    )
    return Statement("meetings", said["meeting_id"], "published", said["version"], facts)


def _paper_published(said: Said, _: datetime) -> Statement:
    facts = Facts(
        said["version"],
        said["title"],
        None,
        "confidential" if said.get("confidential") else PUBLIC,
        said["published_at"],
        data=_pick(said, "body_name", "held_on", "sha256", "late"),
    )
    links = tuple(
        Link("findings", one["finding_id"], "cites", one["version"])
        for one in said.get("evidence", [])
    )
    return Statement("papers", said["paper_id"], "published", said["version"], facts, links)


def _decision_recorded(said: Said, _: datetime) -> Statement:
    facts = Facts(
        said["version"],
        said["title"],
        said.get("involvement_statement"),
        "confidential" if said.get("confidential") else PUBLIC,
        _midnight(said["decided_on"]),
        data=_pick(said, "reference", "outcome", "parts", "not_done", "body_name", "decided_on"),
    )
    links = {
        ("findings", one["finding_id"]): Link(
            "findings", one["finding_id"], "relies_on", one["version"]
        )
        for one in said.get("evidence", [])
    }
    for one in said.get("activity_ids", []):
        links["activities", one] = Link("activities", one, "informed_by")
    for one in said.get("papers", []):
        links["papers", one["paper_id"]] = Link(
            "papers", one["paper_id"], "set_out_in", one["version"]
        )
    meeting_id = said.get("meeting_id")
    if meeting_id:
        links["meetings", meeting_id] = Link("meetings", meeting_id, "made_at")
    return Statement(
        "decisions",
        said["decision_id"],
        said["outcome"],
        said["version"],
        facts,
        tuple(links.values()),
    )


def _feedback_published(said: Said, _: datetime) -> Statement:
    version = _milliseconds(said["published_at"])
    facts = Facts(
        version,
        f"You said, we did: {said['decision_title']}",
        said["we_did"],
        PUBLIC,
        said["published_at"],
        data=_pick(said, "you_said", "we_did", "did_not", "decision_reference"),
    )
    links = (Link("decisions", said["decision_id"], "answers"),)
    return Statement("feedback", said["feedback_id"], "published", version, facts, links)


def _question_answered(said: Said, _: datetime) -> Statement:
    facts = Facts(
        said["version"],
        f"{said['kind'].capitalize()} from the public: {_shortened(said['text'])}",
        said["answer"],
        PUBLIC,
        said["published_at"],
        data=_pick(said, "reference", "kind", "text", "answer", "body_name", "held_on"),
    )
    meeting_id = said.get("meeting_id")
    links = (Link("meetings", meeting_id, "asked_at"),) if meeting_id else ()
    return Statement(
        "questions", said["question_id"], "answered", said["version"], facts, links + _about(said)
    )


def _petition_answered(said: Said, _: datetime) -> Statement:
    facts = Facts(
        said["version"],
        f"Petition: {said['title']}",
        said["answer"],
        PUBLIC,
        said["published_at"],
        data=_pick(said, "reference", "text", "answer", "body_name", "signatures"),
    )
    return Statement(
        "petitions", said["petition_id"], "answered", said["version"], facts, _about(said)
    )


def _about(said: Said) -> tuple[Link, ...]:
    decision_id = said.get("decision_id")
    return (Link("decisions", decision_id, "refers_to"),) if decision_id else ()


PROJECTIONS: Mapping[str, Projection] = {
    "panel.survey.opened.v1": _survey_opened,
    "panel.survey.closed.v1": _survey_closed,
    "insights.activity.registered.v1": _activity,
    "insights.activity.changed.v1": _activity,
    "insights.finding.published.v1": _finding_published,
    "insights.finding.superseded.v1": _finding_superseded,
    "insights.finding.withdrawn.v1": _finding_withdrawn,
    "governance.meeting.published.v1": _meeting_published,
    "governance.paper.published.v1": _paper_published,
    "governance.decision.recorded.v1": _decision_recorded,
    "governance.feedback.published.v1": _feedback_published,
    "governance.question.answered.v1": _question_answered,
    "governance.petition.answered.v1": _petition_answered,
}
"""Event type → what it says. The gateway's worker subscribes to exactly these."""


def _pick(said: Said, *names: str) -> dict[str, Any]:
    return {name: said[name] for name in names if said.get(name) not in (None, [])}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _shortened(text: str) -> str:
    return textwrap.shorten(text, _LONGEST_TITLE, placeholder=" …")


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)

"""What each event says about the thread. Pure functions: event in, statement out.

The gateway reads events as a tolerant reader: it takes the fields that the thread shows, by name,
from whichever event the registry knows under a type. So it depends on no producer.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from gateway.thread import assemblies, partners
from gateway.thread.statements import (
    CORRECTS,
    PUBLIC,
    REPLACES,
    STATES_PER_VERSION,
    SUPERSEDED,
    WITHDRAWN,
    Facts,
    Link,
    Projection,
    Said,
    Statement,
    midnight,
    milliseconds,
    pick,
)

_LONGEST_TITLE = 100
_DECISION = (
    "reference",
    "outcome",
    "parts",
    "not_done",
    "body_name",
    "decided_on",
    "standing",
    "authority",
    "decided_by",
    "why_not_at_a_meeting",
    "involvement_limited",
    "delegated_by",
    "moved",
    "amendments",
    "votes",
    "delegations",
    "called_in_because",
    "call_in_outcome_because",
    "replaced_by",
)
"""What the thread shows of a decision."""
_AFTER_EVERY_DAY = date.max.toordinal() + 1


def _survey_opened(said: Said, _: datetime) -> Statement:
    data = {"closes_on": said.get("closes_on"), **pick(said, "places", "themes")}
    return _survey(said, 1, "open", data)


def _survey_extended(said: Said, _: datetime) -> Statement:
    """A survey is only extended to a later day, so the days order what is said of it."""
    data = {"closes_on": said["closes_on"], **pick(said, "places", "themes")}
    return _survey(said, said["closes_on"].toordinal(), "open", data)


def _survey_closed(said: Said, _: datetime) -> Statement:
    data = pick(said, "places", "themes", "invited", "responded", "limits")
    return _survey(said, _AFTER_EVERY_DAY, "closed", data)


def _survey(said: Said, version: int, state: str, data: dict[str, Any]) -> Statement:
    facts = Facts(version, said["title"], said["purpose"], PUBLIC, said["opened_at"], data=data)
    return Statement("surveys", said["survey_id"], state, version, facts)


def _activity(said: Said, told_at: datetime) -> Statement:
    """Activities bear no version: the time at which they were told orders what is said of them."""
    version = milliseconds(told_at)
    starts_on = said.get("starts_on")
    facts = Facts(
        version,
        said["title"],
        None,
        said.get("visibility", PUBLIC),
        midnight(starts_on) if starts_on else told_at,
        said.get("organisation_id"),
        pick(
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
    through = (("surveys", said.get("survey_id")), ("selections", said.get("selection_id")))
    links = tuple(Link(kind, one, "asked_through") for kind, one in through if one)
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
        pick(
            said,
            "reference",
            "organisation_name",
            "places",
            "communities",
            "themes",
            "people_heard",
            "strength",
            "report_id",
        ),
    )
    links = tuple(Link("activities", one, "came_from") for one in said.get("activity_ids", []))
    return _finding(said, "published", 0, facts, links)


def _finding_superseded(said: Said, _: datetime) -> Statement:
    return _finding(said, SUPERSEDED, 1)


def _finding_withdrawn(said: Said, _: datetime) -> Statement:
    return _finding(said, WITHDRAWN, 2)


def _finding(
    said: Said, state: str, step: int, facts: Facts | None = None, links: tuple[Link, ...] = ()
) -> Statement:
    rank = said["version"] * STATES_PER_VERSION + step
    return Statement("findings", said["finding_id"], state, rank, facts, links)


def _meeting_published(said: Said, _: datetime) -> Statement:
    facts = Facts(
        said["version"],
        f"Meeting of {said['body_name']}",
        None,
        PUBLIC,
        midnight(said["held_on"]),
        data=pick(said, "body_name", "held_on", "place"),
    )
    return Statement("meetings", said["meeting_id"], "published", said["version"], facts)


def _paper_published(said: Said, _: datetime) -> Statement:
    facts = Facts(
        said["version"],
        said["title"],
        None,
        "confidential" if said.get("confidential") else PUBLIC,
        said["published_at"],
        data=pick(said, "body_name", "held_on", "sha256", "late"),
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
        midnight(said["decided_on"]),
        data=pick(said, *_DECISION),
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
    delegated_by = said.get("delegated_by")
    if delegated_by:
        links["decisions", delegated_by] = Link("decisions", delegated_by, "decided_under")
    replaced_by = said.get("replaced_by")
    return Statement(
        "decisions",
        said["decision_id"],
        said["outcome"],
        said["version"],
        facts,
        tuple(links.values()),
        (Link("decisions", replaced_by, REPLACES),) if replaced_by else (),
    )


def _feedback_published(said: Said, _: datetime) -> Statement | tuple[Statement, ...]:
    """An answer that corrects another takes its place: the earlier one is marked, and stays."""
    version = milliseconds(said["published_at"])
    facts = Facts(
        version,
        f"You said, we did: {said['decision_title']}",
        said["we_did"],
        PUBLIC,
        said["published_at"],
        data=pick(said, "you_said", "we_did", "did_not", "decision_reference"),
    )
    links = [Link("decisions", said["decision_id"], "answers")]
    corrected = said.get("corrects_id")
    if corrected:
        links.append(Link("feedback", corrected, CORRECTS))
    answer = Statement("feedback", said["feedback_id"], "published", version, facts, tuple(links))
    if not corrected:
        return answer
    return answer, Statement("feedback", corrected, SUPERSEDED, version)


def _question_answered(said: Said, _: datetime) -> Statement:
    facts = Facts(
        said["version"],
        f"{said['kind'].capitalize()} from the public: {_shortened(said['text'])}",
        said["answer"],
        PUBLIC,
        said["published_at"],
        data=pick(said, "reference", "kind", "text", "answer", "body_name", "held_on"),
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
        data=pick(said, "reference", "text", "answer", "body_name", "signatures"),
    )
    return Statement(
        "petitions", said["petition_id"], "answered", said["version"], facts, _about(said)
    )


def _about(said: Said) -> tuple[Link, ...]:
    decision_id = said.get("decision_id")
    return (Link("decisions", decision_id, "refers_to"),) if decision_id else ()


PROJECTIONS: Mapping[str, Projection] = {
    "panel.survey.opened.v1": _survey_opened,
    "panel.survey.extended.v1": _survey_extended,
    "panel.survey.closed.v1": _survey_closed,
    "panel.selection.committed.v1": assemblies.selection_committed,
    "panel.selection.drawn.v1": assemblies.selection_drawn,
    "panel.selection.corrected.v1": assemblies.selection_corrected,
    "panel.selection.completed.v1": assemblies.selection_completed,
    "insights.organisation.recorded.v1": partners.organisation_recorded,
    "insights.activity.registered.v1": _activity,
    "insights.activity.changed.v1": _activity,
    "insights.finding.published.v1": _finding_published,
    "insights.finding.superseded.v1": _finding_superseded,
    "insights.finding.withdrawn.v1": _finding_withdrawn,
    "governance.meeting.published.v1": _meeting_published,
    "governance.paper.published.v1": _paper_published,
    "governance.decision.recorded.v1": _decision_recorded,
    "governance.feedback.published.v1": _feedback_published,
    "governance.assembly.commissioned.v1": assemblies.assembly_commissioned,
    "governance.assembly.amended.v1": assemblies.assembly_commissioned,
    "governance.assembly.cancelled.v1": assemblies.assembly_cancelled,
    "governance.assembly.reported.v1": assemblies.assembly_reported,
    "governance.assembly.answered.v1": assemblies.assembly_answered,
    "governance.assembly.corrected.v1": assemblies.assembly_corrected,
    "governance.question.answered.v1": _question_answered,
    "governance.petition.answered.v1": _petition_answered,
}
"""Event type → what it says. The gateway's worker subscribes to exactly these."""


def _shortened(text: str) -> str:
    return textwrap.shorten(text, _LONGEST_TITLE, placeholder=" …")

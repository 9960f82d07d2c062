"""Where a record is found: its path of the API, and that of its public page. Pure."""

from __future__ import annotations

from governance.annual_reports.schemas import Record, RecordKind, RecordOut

_API: dict[RecordKind, str] = {
    "decision": "governance/decisions/{id}",
    "assessment": "governance/duty-assessments/{id}",
    "activity": "insights/activities/{id}",
    "finding": "insights/findings/{id}",
    "assembly": "governance/assemblies/{id}",
    "recommendation": "governance/assemblies/{under}",
    "feedback": "governance/feedback/{id}",
    "question": "governance/questions/{id}",
    "petition": "governance/petitions/{id}",
}
_PAGES: dict[RecordKind, str] = {
    "decision": "thread/decisions/{id}",
    "activity": "thread/activities/{id}",
    "finding": "thread/findings/{id}",
    "assembly": "assemblies/{id}",
    "recommendation": "assemblies/{under}",
    "feedback": "thread/decisions/{under}",
    "petition": "petitions/{id}",
}


def found_at(record: Record, ics: str, slug: str) -> RecordOut:
    """Give a record with its addresses; questions are on the page of their meeting, if any."""
    values = {"id": record.id, "under": record.under}
    page = _PAGES.get(record.kind)
    if record.kind == "question":
        page = "questions/{under}" if record.under else "questions"
    return RecordOut(
        **record.model_dump(),
        api=f"/api/v1/{ics}/" + _API[record.kind].format(**values),
        page=None if page is None else f"/{slug}/" + page.format(**values),
    )

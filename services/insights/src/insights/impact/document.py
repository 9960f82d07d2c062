"""What an organisation's evidence changed, as a document for everybody."""

from __future__ import annotations

from common.clock import beginning_of, day_in_england
from common.documents import Block, Document, Heading, Link, Table, paragraph
from common.documents.model import listing
from insights.impact.schemas import ImpactOut, UsedFinding


def of(impact: ImpactOut, system_name: str, home: str) -> Document:
    """Write it as a document.

    Args:
        home: address of the system's public pages.
    """
    return Document(
        title=f"What came of what {impact.organisation_name} heard",
        author=system_name,
        made_at=beginning_of(impact.as_of),
        blocks=(*_counts(impact), *_findings(impact, home)),
    )


def _counts(impact: ImpactOut) -> list[Block]:
    told = impact.summary
    rows = [
        ("Findings published", str(told.findings)),
        ("Findings that a decision used", str(told.findings_used)),
        ("Decisions that used them", str(told.decisions)),
        ("Answers to those who spoke", str(told.feedback)),
        ("Answers that tell of something not done", str(told.not_done)),
        ("Decisions of which nothing was told yet", str(told.decisions_without_feedback)),
        ("Days from a finding to the first answer", _days(told.median_days_to_feedback)),
        ("Days from a decision to the first answer",
         _days(told.median_days_from_decision_to_feedback)),
    ]  # fmt: skip
    return [
        paragraph(
            f"{impact.organisation_name} listens to people and shares what it hears. This page "
            "shows which decisions used it, and what people were told."
        ),
        Table("In figures", ("What", "How many"), tuple(rows)),
        paragraph("Of days we give the middle one: half of the answers took no longer."),
    ]


def _days(median: float | None) -> str:
    return "no answer yet" if median is None else f"{median:g}"


def _findings(impact: ImpactOut, home: str) -> list[Block]:
    if not impact.items:
        return [paragraph("No decision has used a finding that is for everybody yet.")]
    blocks: list[Block] = [Heading("Finding by finding")]
    for one in impact.items:
        blocks += _finding(one, home)
    if impact.next_cursor is not None:
        blocks.append(paragraph("There are more. Ask for them with the API: /published-impact."))
    return blocks


def _finding(one: UsedFinding, home: str) -> list[Block]:
    points = [
        f"Used in {said.reference}, {said.body_name}, {said.decided_on:%-d %B %Y}: {said.title} "
        f"({(said.outcome or '').replace('_', ' ')})"
        for said in one.decisions
    ]
    for answer in one.impact:
        if answer.corrected_at is not None:
            day = day_in_england(answer.corrected_at)
            points.append(f"Replaced by a newer one on {day:%-d %B %Y}. We had said:")
        points.append(f"We did: {answer.we_did}")
        if answer.did_not:
            points.append(f"We did not: {answer.did_not}")
    address = f"{home}/thread/findings/{one.id}"
    return [
        Heading(one.title, level=2),
        paragraph(Link(f"{one.reference}: follow it to what came of it", address)),
        listing(points),
    ]

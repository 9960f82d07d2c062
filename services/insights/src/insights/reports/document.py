"""An insight report as a document: charts with their tables, and every finding by its reference."""

from __future__ import annotations

from common.documents import Block, Document, Heading, Link, Table, paragraph
from common.documents.model import Paragraph, Words, listing
from insights.ageing.wording import IN_WORDS
from insights.reports import pictures
from insights.reports.schemas import (
    Content,
    Done,
    Heard,
    InsightReportOut,
)
from insights.reports.wording import count, day, label, people, span, title_of


def of(report: InsightReportOut, home: str, address: str) -> Document:
    """Write a report as a document.

    Args:
        report: what it says to its reader.
        home: what addresses of the thread's pages begin with.
        address: where it can be read again.
    """
    content = report.content
    pages = {one.reference: f"{home}/thread/findings/{one.id}" for one in content.findings}
    pages |= {one.reference: f"{home}/thread/decisions/{one.id}" for one in content.done}
    return Document(
        title=title_of(content),
        author=content.system_name,
        made_at=report.made_at,
        blocks=(
            *_beginning(report, address),
            *pictures.trend(content),
            *pictures.themes(content),
            *pictures.communities(content),
            *pictures.not_heard(content),
            *pictures.strength(content),
            *pictures.volumes(content),
            *_done(content, pages),
            *_findings(content, pages),
            *_how(report),
        ),
    )


def _beginning(report: InsightReportOut, address: str) -> list[Block]:
    content = report.content
    points: list[str | Paragraph] = [
        f"{count(len(content.findings), 'finding')} heard in this time; "
        f"{content.earlier_findings:,} in the time before, {span(content, earlier=True)}",
        f"Decisions that relied on them: {len(content.done):,}",
        f"Findings that no decision relied on: {len(content.unused):,}",
        f"Communities that are measured and were not heard: {len(content.not_heard):,}",
        paragraph("Read it again: ", Link(address, address)),
    ]
    blocks: list[Block] = [
        paragraph(
            f"What people said, in the insights library of {content.system_name} as of "
            f"{day(content.as_of)}."
        ),
        listing(points),
    ]
    if report.blanked:
        blocks += [
            Heading("Since this report was made"),
            paragraph(
                "Words of these are out, since they were withdrawn or may not be read by everybody "
                f"any more: {', '.join(report.blanked)}."
            ),
        ]
    return blocks


def _done(content: Content, pages: dict[str, str]) -> list[Block]:
    blocks: list[Block] = [Heading("What was done")]
    if not content.done:
        blocks.append(paragraph("No decision that everybody may read relies on these findings."))
    for one in content.done:
        blocks += [
            Heading(f"{one.reference}: {one.title or 'withheld by now'}", 2),
            listing(_decision(one, pages)),
        ]
    if content.unused:
        blocks += [
            Heading("Findings that no decision relies on", 2),
            paragraph(*_links(content.unused, pages)),
        ]
    return blocks


def _decision(one: Done, pages: dict[str, str]) -> list[str | Paragraph]:
    points: list[str | Paragraph] = [
        f"{one.body_name}, {day(one.decided_on)}: {one.outcome.replace('_', ' ')}",
        paragraph("Decision: ", *_links([one.reference], pages)),
        paragraph("Relies on: ", *_links(one.findings, pages)),
    ]
    for answer in one.answers:
        points += [
            f"You said: {answer.you_said}",
            f"We did: {answer.we_did} ({day(answer.published_on)})",
        ]
        if answer.corrected_on is not None:
            points.append(f"That was corrected on {day(answer.corrected_on)}: a newer one stands.")
        if answer.did_not:
            points.append(f"We did not, and why: {answer.did_not}")
    if one.title is not None and not one.answers:
        points.append("Those who spoke were not told yet what came of it.")
    return points


def _findings(content: Content, pages: dict[str, str]) -> list[Block]:
    blocks: list[Block] = [Heading("The findings")]
    if not content.findings:
        return [*blocks, paragraph("Nothing was heard in this time.")]
    table = Table(
        "Findings, those heard last first",
        ("Finding", "What was heard", "From", "People", "Strength", "Heard, and how old"),
        tuple(_row(one) for one in content.findings),
    )
    return [
        *blocks,
        table,
        paragraph("Read each: ", *_links([one.reference for one in content.findings], pages)),
    ]


def _row(one: Heard) -> tuple[str, ...]:
    whom = ", ".join(each.label for each in one.communities) or "not told"
    where = ", ".join(each.label for each in one.places) or "whole system"
    return (
        f"{one.reference} (version {one.version})",
        one.title or "withdrawn, or not for everybody any more",
        f"{whom}; {where}",
        people(one.people),
        label(one.strength),
        f"{day(one.heard_on)}, {IN_WORDS[one.ageing]}",
    )


def _how(report: InsightReportOut) -> list[Block]:
    content = report.content
    said = (
        "A finding counts on the last day on which people were heard. It is here in the version "
        f"that stood on {day(content.as_of)}."
    )
    if content.place is not None:
        left = count(content.whole_system, "finding")
        said += f" Left out, since about the whole system: {left} of this time."
    return [
        Heading("How this was made"),
        paragraph(said),
        paragraph(f"Digest of what it said when it was made (SHA-256): {report.digest}"),
    ]


def _links(references: list[str], pages: dict[str, str]) -> list[Words]:
    words: list[Words] = []
    for one in references:
        words += [", "] if words else []
        words.append(Link(one, pages[one]) if one in pages else one)
    return words

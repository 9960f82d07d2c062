"""An annual report as a document: headings, tables with charts, and the records behind it all."""

from __future__ import annotations

from datetime import date

from common.clock import beginning_of
from common.documents import Block, Document, Heading, Link, Table, charts, paragraph
from common.documents.model import Listing, Paragraph, Words, listing
from governance.annual_reports.schemas import (
    AnnualReportOut,
    Figure,
    Group,
    RecordOut,
    ReportSection,
    Said,
    Unit,
)
from governance.annual_reports.voices import NOT_DONE, SHOWS

_TELLING = {"assemblies", "told", "public_voice", "not_done", "principles"}
"""Parts that give the words of their records, beside numbers."""
_DRAWN_FROM = 2
"""Figures that a chart needs to show more than its table does."""
_NOT_DRAWN = {"time", "totals", "threads"}
"""Groups whose figures count different things, so that their bars would say nothing."""


def title(body_name: str | None, system_name: str, since: date, until: date) -> str:
    """Give the title of a report."""
    return f"How people were involved: {body_name or system_name}, {day(since)} to {day(until)}"


def of(report: AnnualReportOut, home: str, address: str) -> Document:
    """Write a report as a document.

    Args:
        report: what it says to its reader.
        home: address that paths of pages and of the API follow.
        address: where it can be read again.
    """
    content = report.content
    return Document(
        title=title(content.body_name, content.system_name, report.since, report.until),
        author=content.system_name,
        made_at=report.approved_at or beginning_of(content.on),
        blocks=(
            *_beginning(report, home, address),
            *_missing(report),
            *(block for each in content.sections for block in _section(each, report, home)),
            *_compared(report),
            *_behind(report, home),
            *_how(report),
        ),
    )


def _beginning(report: AnnualReportOut, home: str, address: str) -> list[Block]:
    content = report.content
    states = {
        "draft": "This is a draft. It changes with the record.",
        "approved": f"Approved by: {report.approved_as}. Not published yet.",
        "published": f"Approved by: {report.approved_as}.",
    }
    points: list[str | Paragraph] = [
        f"From {day(report.since)} to {day(report.until)}, as the record stood on "
        f"{day(content.on)}",
        states[report.state],
        paragraph("Read it again: ", Link(address, address)),
    ]
    if report.correction_reason is not None and report.corrects_id is not None:
        earlier = f"{address.rsplit('/', 1)[0]}/{report.corrects_id}"
        points.append(
            paragraph(f"It corrects an earlier report: {report.correction_reason} ",
                      Link("The earlier report", earlier))
        )  # fmt: skip
    if report.corrected_by is not None:
        later = f"{address.rsplit('/', 1)[0]}/{report.corrected_by}"
        points.append(paragraph("This report was corrected. ", Link("The correction", later)))
    blocks: list[Block] = [
        paragraph(
            "Section 14Z58 of the National Health Service Act 2006 asks integrated care boards to "
            "report each year how they involved the public. Every figure here is counted from the "
            "record, and names the records behind it."
        ),
        listing(points),
        *_note(report, "foreword", "Foreword"),
    ]
    if report.blanked:
        blocks += [
            Heading("Since this report was approved"),
            paragraph(
                f"{_count(len(report.blanked), 'record')} in it may not be read by everybody any "
                "more, or was withdrawn. The figures stay as they were; the words are out."
            ),
        ]
    return blocks


def _note(report: AnnualReportOut, code: str, heading: str | None = None) -> list[Block]:
    text = {str(name): words for name, words in report.notes.items()}.get(code)
    if text is None:
        return []
    said: list[Block] = [paragraph(line) for line in text.splitlines() if line.strip()]
    return ([Heading(heading)] if heading else []) + said


def _missing(report: AnnualReportOut) -> list[Block]:
    missing = list(report.content.missing)
    unwritten = [one.title for one in report.content.sections if one.code not in report.notes]
    if unwritten:
        missing.append(f"Nobody wrote a note on: {'; '.join(unwritten)}.")
    return [
        Heading("What is missing"),
        listing(missing) if missing else paragraph("Nothing that this report looks for."),
    ]


def _section(section: ReportSection, report: AnnualReportOut, home: str) -> list[Block]:
    blocks: list[Block] = [Heading(section.title), *_note(report, section.code)]
    if section.code == "heard":
        blocks.append(
            paragraph("Communities overlap. Each stands for itself; nothing is added up over them.")
        )
    for group in section.groups:
        blocks += _group(group)
    keys = dict.fromkeys(
        key for group in section.groups for one in group.figures for key in one.records
    )
    told = [(report.records[key], _words(section, report.records[key])) for key in keys]
    if section.code in _TELLING and any(words for _, words in told):
        blocks.append(Heading("In their words", 2))
        for record, words in told:
            if words:
                points = tuple(paragraph(f"{one.what}: {one.text}") for one in words)
                blocks += [paragraph(_link(record, home)), Listing(points)]
    return blocks


def _words(section: ReportSection, record: RecordOut) -> list[Said]:
    """Give those words of a record that a section is about."""
    if section.code == "principles":
        return [one for one in record.said if one.what.startswith(SHOWS)]
    if section.code == "not_done":
        return [one for one in record.said if one.what in NOT_DONE]
    return [one for one in record.said if not one.what.startswith(SHOWS)]


def _group(group: Group) -> list[Block]:
    if not group.figures:
        return [Heading(group.title, 2), paragraph("The record has none.")]
    rows = [charts.Row(one.label, (_number(one),)) for one in group.figures]
    counts = tuple((one.label, _said(one)) for one in group.figures)
    table = Table(group.title, (group.what, "Count"), counts)
    if any(one.of for one in group.figures):
        shares = tuple(
            (*counted, "" if one.of is None else f"{one.of:,}", _share(one))
            for counted, one in zip(counts, group.figures, strict=True)
        )
        table = Table(group.title, (group.what, "Count", "Of", "Share"), shares)
    drawn = len(rows) >= _DRAWN_FROM and any(one.count for one in group.figures)
    if group.code in _NOT_DRAWN or not drawn:
        return [Heading(group.title, 2), table]
    chart = charts.bars(group.title, group.what, ("Count",), rows)
    return [Heading(group.title, 2), charts.with_table(chart, table)]


def _compared(report: AnnualReportOut) -> list[Block]:
    content = report.content
    before = f"{day(content.before_since)} to {day(content.before_until)}"
    now = f"{day(report.since)} to {day(report.until)}"
    rows = tuple(
        (one.label, _plain(one.now, one.unit), _plain(one.before, one.unit),
         _difference(one.now, one.before))
        for one in content.compared
    )  # fmt: skip
    return [
        Heading("Beside the year before"),
        *_note(report, "compared"),
        paragraph("Both years are counted from the record as it stood on the day of this report."),
        Table("This year and the year before", ("Figure", now, before, "Difference"), rows),
    ]


def _behind(report: AnnualReportOut, home: str) -> list[Block]:
    """Name the records behind each figure, with their addresses."""
    blocks: list[Block] = [
        Heading("The records behind the figures"),
        paragraph("Each figure is followed by the records that it counts."),
    ]
    for section in report.content.sections:
        counted = [
            (f"{group.title}: {one.label}", one)
            for group in section.groups
            for one in group.figures
            if one.records
        ]
        if not counted:
            continue
        blocks.append(Heading(section.title, 2))
        blocks.append(
            Listing(
                tuple(
                    paragraph(f"{label}: ", *_links([report.records[k] for k in one.records],
                                                    home))
                    for label, one in counted
                )
            )
        )  # fmt: skip
    return blocks


def _links(records: list[RecordOut], home: str) -> list[Words]:
    words: list[Words] = []
    for record in records:
        words += [", "] if words else []
        words.append(_link(record, home))
    return words


def _link(record: RecordOut, home: str) -> Words:
    """Name a record, leading to its page; a reader can open nothing of one that has none."""
    name = record.reference if record.kind == "decision" else record.title or record.reference
    name = name or f"{record.kind} {record.id}"
    return name if record.page is None else Link(name, home + record.page)


def _how(report: AnnualReportOut) -> list[Block]:
    said = (
        f"Digest of what it says (SHA-256): {report.digest}."
        if report.state != "draft"
        else "It has no digest until it is approved."
    )
    return [
        Heading("How this was made"),
        paragraph(
            "Decisions count on the day that they were taken, in the version that stands. Numbers "
            "of people that are too small are not shown, and others are rounded. Decisions and "
            "findings are counted exactly. " + said
        ),
    ]


def _number(one: Figure) -> float | int | None:
    return None if one.count is None else (int(one.count) if one.count.is_integer() else one.count)


def _said(one: Figure) -> str:
    about = "about " if one.unit == "people" and one.count is not None else ""
    days = " days" if one.unit == "days" and one.count is not None else ""
    return about + charts.written(_number(one)) + days


def _share(one: Figure) -> str:
    return f"{100 * one.count / one.of:.1f}%" if one.of and one.count is not None else ""


def _plain(number: float | None, unit: Unit) -> str:
    return "none" if number is None else f"{number:,g}" + (" days" if unit == "days" else "")


def _difference(now: float | None, before: float | None) -> str:
    return "" if now is None or before is None else f"{now - before:+,g}"


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def day(one: date) -> str:
    """Write a day as people do."""
    return f"{one.day} {one:%B %Y}"

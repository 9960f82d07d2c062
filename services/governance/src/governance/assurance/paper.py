"""The paper by which a committee gives assurance (rule 13): each figure names its decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from common.clock import beginning_of
from common.documents import Block, Document, Heading, Link, Paragraph, Table, paragraph
from common.documents.model import listing
from governance.assurance.schemas import (
    AssuranceDueOut,
    CodeFigureOut,
    ComparedOut,
    CountedOut,
    FigureOut,
    PublicOverdueOut,
)
from governance.duty.schemas import DueOut
from governance.threads.schemas import ThreadOut, TimesOut

_DUE = {
    "without_assessment": "No assessment of the duty to involve",
    "unfinished": "The assessment is not finished",
    "outdated": "The proposal has changed since it was assessed",
    "review": "Urgency limited involvement, and that is to be looked at again",
    "temporary_change": "A change for a time is to come back",
}


@dataclass(frozen=True)
class Gathered:
    """What the paper is written from."""

    report: AssuranceDueOut
    times: TimesOut
    compared: Sequence[ComparedOut]
    system_name: str
    pages: str
    """Address of the system's public pages."""
    record: str
    """Address of the record, for what has no public page; who may read it signs in."""


def of(found: Gathered) -> Document:
    """Write the paper."""
    report = found.report
    return Document(
        title=f"Assurance of involvement: {report.body_name}, "
        f"{_day(report.since)} to {_day(report.until)}",
        author=found.system_name,
        made_at=beginning_of(report.on),
        blocks=(
            *_beginning(found),
            *_coverage(found),
            *_unclosed(found),
            *_answers(found),
            *_duty(found),
            *_compared(found),
        ),
    )


def _beginning(found: Gathered) -> list[Block]:
    report = found.report
    return [
        paragraph(
            "This paper is counted from the record as it stood on "
            f"{_day(report.on)}. It counts decisions, not people. Each figure names the decisions "
            "that it counts, and each of them leads to what it rests on."
        ),
        Heading("What the committee is asked"),
        listing(
            [
                "To say whether it is assured that people were involved in these decisions.",
                "To say what is to be done about the decisions, answers and assessments that this "
                "paper names as missing or overdue.",
            ]
        ),
        paragraph(
            f"{_many(report.withheld, 'decision')} of this period may not be read by everybody. "
            "They are counted here and nowhere else in this paper."
        ),
    ]


def _coverage(found: Gathered) -> list[Block]:
    report = found.report
    blocks: list[Block] = [
        Heading("How many decisions say how people were involved"),
        _figures("Decisions that say how people were involved", [("All", report.described)]),
        *_listed(found, "Decisions that say how", report.described.decisions),
        *_listed(found, "Decisions that do not say how", report.not_described),
        *_listed(
            found,
            "Decisions that rest on no finding, and no activity that took place",
            report.without_insight,
        ),
    ]
    for title, figures in (
        ("By level of involvement", report.by_level),
        ("By community", report.by_community),
        ("By principle", report.by_principle),
    ):
        blocks.append(Heading(title))
        if not figures:
            blocks.append(paragraph("No decision of this period shows any."))
            continue
        blocks.append(_figures(title, [(_called(one), one) for one in figures]))
        for one in figures:
            blocks += _listed(found, _called(one), one.decisions)
    return blocks


def _unclosed(found: Gathered) -> list[Block]:
    report = found.report
    unused = [
        paragraph(
            Link(
                one.title or one.reference or "A finding",
                f"{found.pages}/thread/findings/{one.finding_id}",
            )
        )
        for one in report.unused
    ]
    return [
        Heading("Findings that no decision rests on"),
        paragraph(f"{_many(report.unused_in_all, 'finding')}; the newest are named, 100 at most."),
        *([listing(unused)] if unused else []),
        *_each(
            "Recommendations of assemblies whose answer is overdue",
            [
                paragraph(
                    Link(f"{one.title}, recommendation {one.number}",
                         f"{found.pages}/assemblies/{one.assembly_id}"),
                    f", due {_day(one.answer_due_on)}",
                )
                for one in report.recommendations_overdue
            ],
        ),
        *_each(
            "Questions, statements and petitions whose answer is overdue",
            [
                paragraph(
                    Link(f"{one.kind.capitalize()} {one.reference}", _asked_at(found, one)),
                    f", due {_day(one.due_on)}",
                )
                for one in report.public_overdue
            ],
        ),
    ]  # fmt: skip


def _asked_at(found: Gathered, one: PublicOverdueOut) -> str:
    """Lead to the page of what everybody may read, or else to the record."""
    if one.kind == "petition" and one.state == "closed":
        return f"{found.pages}/petitions/{one.id}"
    return f"{found.record}/owed-answers/{one.kind}/{one.id}"


def _answers(found: Gathered) -> list[Block]:
    times = found.times
    blocks: list[Block] = [
        Heading("Answers to those who spoke"),
        Table(
            "Threads opened in this period by decisions that rest on what people said, and by "
            "findings taken up",
            ("What", "Number"),
            (
                ("Opened", str(times.opened)),
                ("Answered", str(times.answered)),
                ("Answered in time", str(times.answered_in_time)),
                ("Overdue", str(times.overdue)),
                ("Half were answered within (days)", _number(times.median_days)),
                ("Nine of ten were answered within (days)", _number(times.ninth_decile_days)),
                ("The longest took (days)", _number(times.longest_days)),
            ),
        ),
    ]
    for title, state in (("Overdue", "overdue"), ("Not due yet", "open"), ("Answered", "answered")):
        named = [_thread(found, one) for one in times.threads if one.state == state]
        if named:
            blocks += [Heading(f"{title} ({len(named)})", 2), listing(named)]
    return blocks


def _thread(found: Gathered, one: ThreadOut) -> Paragraph:
    """Name a thread that the figures count, leading to what it is about."""
    kind, about = (
        ("decisions", one.decision_id) if one.decision_id else ("findings", one.finding_id)
    )
    name = f"{one.reference}: {one.title}" if one.reference else one.title
    told = f", opened {_day(one.opened_on)}, due {_day(one.due_on)}"
    if one.answered_on is not None:
        told += f", answered {_day(one.answered_on)} ({_many(one.days or 0, 'day')})"
    elif one.escalations:
        told += f", escalated {_many(len(one.escalations), 'time')}"
    if name is None:
        # Not everybody may read the finding any more.
        return paragraph(f"A finding{told}")
    return paragraph(Link(name, f"{found.pages}/thread/{kind}/{about}"), told)


def _duty(found: Gathered) -> list[Block]:
    due = found.report.duty_due
    return [
        Heading("The duty to involve: what is due"),
        *_each("What is due under the duty to involve", [_owed(found, one) for one in due]),
    ]


def _owed(found: Gathered, one: DueOut) -> Paragraph:
    """Name what is due, leading to the decision or the assessment that it is about."""
    address = (
        f"{found.record}/duty-assessments/{one.assessment_id}"
        if one.decision_id is None
        else f"{found.pages}/thread/decisions/{one.decision_id}"
    )
    name = f"{one.reference}: {one.title}" if one.reference else one.title
    when = "" if one.due_on is None else f", due {_day(one.due_on)}"
    return paragraph(Link(name, address), f": {_DUE.get(one.kind, one.kind)}{when}")


def _compared(found: Gathered) -> list[Block]:
    days = f"since={found.report.since}&until={found.report.until}"
    each = [
        paragraph(Link(one.body_name, f"{found.pages}/assurance/{one.body_id}?{days}"))
        for one in found.compared
    ]
    named: list[Block] = []
    if each:
        named = [Heading("The decisions that are counted of each", 2), listing(each)]
    return [
        Heading("The bodies of the system beside each other"),
        Table(
            "Bodies by name",
            ("Body", "Decisions", "Say how people were involved", "Rest on nothing heard",
             "Answer overdue"),
            tuple((one.body_name, str(one.decisions), _share(one.described, one.percent),
                   str(one.without_insight), str(one.feedback_overdue)) for one in found.compared),
        ),
        *named,
    ]  # fmt: skip


def _figures(caption: str, named: Sequence[tuple[str, FigureOut]]) -> Table:
    rows = [(name, str(one.count), str(one.of), _percent(one.percent)) for name, one in named]
    return Table(caption, ("Which", "Decisions", "Of", "Share"), tuple(rows))


def _listed(found: Gathered, title: str, decisions: Sequence[CountedOut]) -> list[Block]:
    if not decisions:
        return []
    return [
        Heading(f"{title} ({len(decisions)})", 2),
        listing([_led(found, one) for one in decisions]),
    ]


def _led(found: Gathered, one: CountedOut) -> Paragraph:
    address = f"{found.pages}/thread/decisions/{one.id}"
    return paragraph(Link(f"{one.reference}: {one.title}", address), f", {_day(one.decided_on)}")


def _each(caption: str, named: Sequence[Paragraph]) -> list[Block]:
    if not named:
        return [paragraph(f"{caption}: none.")]
    return [Heading(f"{caption} ({len(named)})", 2), listing(named)]


def _called(one: CodeFigureOut) -> str:
    return one.label or one.code.replace("_", " ").capitalize()


def _day(one: date) -> str:
    return f"{one.day} {one:%B %Y}"


def _many(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


def _number(one: float | None) -> str:
    return "–" if one is None else f"{one:g}"


def _percent(one: float | None) -> str:
    return "–" if one is None else f"{one:g}%"


def _share(count: int, percent: float | None) -> str:
    return str(count) if percent is None else f"{count} ({percent:g}%)"


def filename(body_id: UUID, until: date) -> str:
    """Name the file."""
    return f"assurance-{body_id}-{until.isoformat()}.docx"

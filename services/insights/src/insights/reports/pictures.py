"""The parts of an insight report that show how much was heard, from whom and about what."""

from __future__ import annotations

from common.documents import Block, Heading, Table, charts, paragraph
from common.documents.model import listing
from insights.reports.schemas import Content, Missing
from insights.reports.wording import day, label, people, span


def trend(content: Content) -> list[Block]:
    """Show how much was heard, by month or quarter."""
    rows = [
        charts.Row(one.label + ("" if one.within else " (before)"), (one.findings,))
        for one in content.trend
    ]
    caption = f"Findings by {content.step} in which people were heard"
    return [
        Heading("How much was heard"),
        charts.bars(caption, content.step.capitalize(), ("Findings",), rows, "findings"),
    ]


def themes(content: Content) -> list[Block]:
    """Show what it was about."""
    blocks: list[Block] = [Heading("What it was about")]
    if not content.themes:
        return [*blocks, paragraph("No finding names a theme.")]
    now, earlier = span(content), span(content, earlier=True)
    caption = "Findings by theme, in this time and the time before"
    rows = [charts.Row(one.label, (one.findings, one.earlier)) for one in content.themes]
    drawn = charts.bars(caption, "Theme", ("in this time", "before"), rows, "findings")
    table = Table(
        caption,
        ("Theme", now, earlier, "Change", "Strongest", "Still fresh", "Findings"),
        tuple(
            (one.label, f"{one.findings:,}", f"{one.earlier:,}",
             f"{one.findings - one.earlier:+,}" if one.findings != one.earlier else "none",
             label(one.strongest), f"{one.fresh:,}", ", ".join(one.references))
            for one in content.themes
        ),
    )  # fmt: skip
    return [
        *blocks,
        paragraph("A finding about several themes counts in each."),
        charts.with_table(drawn, table),
    ]


def communities(content: Content) -> list[Block]:
    """Show who was heard, each community for itself."""
    blocks: list[Block] = [
        Heading("Who was heard"),
        paragraph(
            "Communities overlap. Each stands for itself; nothing is added up over them. Numbers "
            "of people that are too small are not shown, and others are rounded."
        ),
    ]
    if content.of_nobody_named:
        blocks.append(paragraph(f"Findings that name no community: {content.of_nobody_named:,}."))
    if not content.communities:
        return [*blocks, paragraph("No finding tells from which community it is.")]
    caption = "What was heard, by community"
    rows = [charts.Row(one.label, (one.findings,)) for one in content.communities]
    drawn = charts.bars(caption, "Community", ("Findings",), rows, "findings")
    table = Table(
        caption,
        ("Community", "Findings", "In the time before", "People", "Last heard", "About",
         "References"),
        tuple(
            (one.label, f"{one.findings:,}", f"{one.earlier:,}", people(one.people),
             day(one.last_heard) if one.last_heard else "not in this time",
             ", ".join(each.label for each in one.themes), ", ".join(one.references))
            for one in content.communities
        ),
    )  # fmt: skip
    return [*blocks, charts.with_table(drawn, table)]


def not_heard(content: Content) -> list[Block]:
    """Say who was not heard."""
    blocks: list[Block] = [Heading("Who was not heard")]
    if content.not_heard:
        blocks += [
            paragraph("In this time, nothing was heard from these communities."),
            listing([_community(one) for one in content.not_heard]),
        ]
    else:
        blocks.append(paragraph("Something was heard from every community that is measured."))
    if content.heard_through:
        blocks += [
            paragraph("Of these, only narrower communities were heard."),
            listing([_community(one) for one in content.heard_through]),
        ]
    return blocks


def strength(content: Content) -> list[Block]:
    """Show how strong and how old it is."""
    blocks: list[Block] = [Heading("How strong and how old it is")]
    for caption, what, counted in (
        ("Findings by strength of evidence", "Strength", content.strengths),
        (f"Findings by age on {day(content.as_of)}", "Age", content.ages),
    ):
        rows = [charts.Row(one.label, (one.findings,)) for one in counted]
        if rows:
            blocks.append(charts.bars(caption, what, ("Findings",), rows, "findings"))
    return blocks


def volumes(content: Content) -> list[Block]:
    """Show feedback that came in files, and how it felt."""
    blocks: list[Block] = [Heading("Feedback that came in files")]
    if content.place is not None:
        return [*blocks, paragraph("Feedback in files is not told by place.")]
    if not content.volumes:
        return [*blocks, paragraph("None of this time that is for these readers.")]
    caption = "Feedback by source, and how it felt"
    rows = [charts.Row(one.name, (one.items.number, one.earlier.number)) for one in content.volumes]
    drawn = charts.bars(caption, "Source", ("in this time", "before"), rows, "answers")
    table = Table(
        caption,
        ("Source", "Kind", "Answers", "In the time before", "With a score", "Positive", "Neutral",
         "Negative"),
        tuple(
            (one.name, one.kind.label,
             *(people(each) for each in (one.items, one.earlier, one.scored, one.positive,
                                          one.neutral, one.negative)))
            for one in content.volumes
        ),
    )  # fmt: skip
    blocks += [
        paragraph(
            "Positive: the better half of the source's scale of scores. Words are not scored. If "
            "one of the three is too small to show, none is shown."
        ),
        charts.with_table(drawn, table),
    ]
    if content.undated.number != 0 and content.undated.status != "unknown":
        blocks.append(
            paragraph(f"Answers that do not tell their day, counted nowhere: "
                      f"{people(content.undated)}.")
        )  # fmt: skip
    return blocks


def _community(one: Missing) -> str:
    return f"{one.label} ({one.vocabulary.replace('_', ' ')})"

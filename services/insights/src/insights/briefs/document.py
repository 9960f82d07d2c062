"""A brief as a document, ready for a paper."""

from __future__ import annotations

from datetime import date
from typing import get_args

from common.clock import day_in_england
from common.documents import Block, Document, Heading, Link, Table, paragraph
from common.documents.model import Paragraph, listing
from insights.ageing.schemas import State
from insights.ageing.wording import IN_WORDS
from insights.briefs.schemas import BriefFindingOut, BriefOut, Named, NotHeard

_SINCE = {
    "newer_version": "A newer version was published since.",
    "superseded": "Another finding stands in for it since.",
}


def of(brief: BriefOut, address: str) -> Document:
    """Write a brief as a document.

    Args:
        brief: what it says to its reader.
        address: where it can be read again.
    """
    return Document(
        title=brief.question,
        author=brief.system_name,
        made_at=brief.made_at,
        blocks=(
            *_beginning(brief, address),
            *_since(brief),
            *_communities(brief),
            *_not_heard(brief),
            *_contradictions(brief),
            *_findings(brief),
            *_how(brief),
        ),
    )


def _beginning(brief: BriefOut, address: str) -> list[Block]:
    named = {one.organisation_name for one in brief.findings}
    ages = [one.ageing.state for one in brief.findings]
    told = ", ".join(f"{ages.count(state)} {IN_WORDS[state]}" for state in get_args(State))
    return [
        paragraph(
            f"What is known in the insights library of {brief.system_name} as of "
            f"{_day(brief.as_of)}."
        ),
        listing(
            [
                f"{_count(len(brief.findings), 'finding')} of "
                f"{_count(len(named), 'depositor')}: {told}",
                f"Asked: {_asked(brief)}",
                *_left_out(brief),
                paragraph("Read it again: ", Link(address, address)),
            ]
        ),
    ]


def _asked(brief: BriefOut) -> str:
    asked, labels = brief.asked, brief.asked_labels
    parts = [f"words “{asked.words}”"] if asked.words else []
    for what in ("themes", "communities", "places", "methods"):
        if codes := getattr(asked, what):
            parts.append(f"{what} {', '.join(labels.get(code, code) for code in codes)}")
    if brief.by_question:
        return "findings about a theme that the question names, or with half of its words"
    return "; ".join(parts) or "everything"


def _left_out(brief: BriefOut) -> list[str]:
    if not brief.whole_system:
        return []
    return [f"Left out, since about the whole system: {_count(brief.whole_system, 'finding')}"]


def _since(brief: BriefOut) -> list[Block]:
    told = [
        f"{gone.reference} was withdrawn on {_day(day_in_england(gone.withdrawn_at))}"
        + (f": {gone.reason}" if gone.reason else "")
        for gone in brief.withdrawn
    ]
    told += [f"{one.reference}: {_SINCE[one.since]}" for one in brief.findings if one.since]
    if brief.not_shown:
        told.append(f"{_count(brief.not_shown, 'finding')} of it not for you to see")
    return [Heading("Since this brief was made"), listing(told)] if told else []


def _communities(brief: BriefOut) -> list[Block]:
    found = {one.reference: one for one in brief.findings}
    blocks: list[Block] = [
        Heading("What was heard, by community"),
        paragraph(
            "Communities overlap. Each stands for itself; nothing is added up over them."
            if brief.communities
            else "No finding here tells from which community it is."
        ),
    ]
    for community in brief.communities:
        blocks += [
            Heading(community.label, 2),
            _table(f"Heard from: {community.label}", [found[one] for one in community.findings]),
        ]
    if brief.of_nobody_named:
        blocks += [
            Heading("No community named", 2),
            _table("Heard from nobody named", [found[one] for one in brief.of_nobody_named]),
        ]
    return blocks


def _table(caption: str, findings: list[BriefFindingOut]) -> Table:
    return Table(
        caption,
        ("Finding", "What was heard", "Places", "People", "Strength", "Heard, and how old"),
        tuple(
            (
                _source(one),
                one.title,
                _labels(one.places) or "whole system",
                _people(one),
                one.strength.label if one.strength else "not rated",
                f"{_day(one.ageing.heard_on)}, {IN_WORDS[one.ageing.state]}",
            )
            for one in findings
        ),
    )


def _not_heard(brief: BriefOut) -> list[Block]:
    blocks: list[Block] = [Heading("Who was not heard")]
    if brief.not_heard:
        blocks += [
            paragraph("Nothing here is from these communities."),
            listing([_community(one) for one in brief.not_heard]),
        ]
    else:
        blocks.append(paragraph("Something here is from every community that is measured."))
    if brief.heard_through_others:
        blocks += [
            paragraph("Of these, only narrower communities were heard."),
            listing([_community(one) for one in brief.heard_through_others]),
        ]
    return blocks


def _contradictions(brief: BriefOut) -> list[Block]:
    blocks: list[Block] = [Heading("Contradictions")]
    references = {one.id: one.reference for one in brief.findings}
    blocks.append(
        listing(
            [
                f"{references[one.first]} and {references[one.second]}: {one.note}"
                for one in brief.contradictions
            ]
        )
        if brief.contradictions
        else paragraph("Whoever made this brief recorded none.")
    )
    if brief.worth_comparing:
        blocks += [
            paragraph(
                "These are by different depositors about the same theme and community. Whether "
                "they contradict, only a reader can say."
            ),
            listing(
                [
                    f"{one.first} and {one.second}: {', '.join(one.themes)}, "
                    f"{', '.join(one.communities)}"
                    for one in brief.worth_comparing
                ]
            ),
        ]
    return blocks


def _findings(brief: BriefOut) -> list[Block]:
    blocks: list[Block] = [Heading("The findings")]
    if not brief.findings:
        return [*blocks, paragraph("Nothing in the library answers this question.")]
    for one in brief.findings:
        blocks += [
            Heading(f"{_source(one)}: {one.title}", 2),
            paragraph(one.summary),
            listing(_facts(one)),
        ]
    return blocks


def _facts(one: BriefFindingOut) -> list[str | Paragraph]:
    facts: list[str | Paragraph] = [
        f"Deposited by {one.organisation_name or 'the system’s own team'}",
        f"Heard {_period(one)}: {_people(one)}",
    ]
    for word, named in (("Themes", one.themes), ("Methods", one.methods)):
        if named:
            facts.append(f"{word}: {_labels(named)}")
    facts += [f"Recommends: {each}" for each in one.recommendations]
    facts += [f"Cannot show: {each}" for each in one.limits]
    facts += [f"Reply of {each.replier_name}: {each.text}" for each in one.replies]
    return facts


def _how(brief: BriefOut) -> list[Block]:
    weighed = (
        f"{_count(brief.matched, 'finding')} matched"
        + (f", of which the {brief.considered} heard last were weighed" if
           brief.considered < brief.matched else "")
        + f"; the {len(brief.findings)} that weigh most are here."
    )  # fmt: skip
    return [
        Heading("How this was made"),
        paragraph(
            weighed + " A finding weighs its strength, halved for each half-life of its theme that "
            "has passed."
        ),
        paragraph(f"Digest of what it said when it was made (SHA-256): {brief.digest}"),
    ]


def _community(one: NotHeard) -> str:
    return f"{one.label} ({one.vocabulary.replace('_', ' ')})"


def _source(one: BriefFindingOut) -> str:
    return f"{one.reference} (version {one.version})"


def _people(one: BriefFindingOut) -> str:
    if one.people_status == "suppressed":
        return "a small number of people"
    if one.people is None:
        return "number of people not told"
    about = "about " if one.people_status == "rounded" else ""
    return f"{about}{one.people:,} people"


def _period(one: BriefFindingOut) -> str:
    if one.heard_from and one.heard_to:
        return f"from {_day(one.heard_from)} to {_day(one.heard_to)}"
    return f"on or before {_day(one.ageing.heard_on)}"


def _labels(named: list[Named]) -> str:
    return ", ".join(one.label for one in named)


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"

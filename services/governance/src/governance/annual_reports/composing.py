"""How a report is put together: pure, so that the same record says the same."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, get_args

import orjson

from governance.annual_reports import sections, voices
from governance.annual_reports.books import Books
from governance.annual_reports.gathering import Year
from governance.annual_reports.schemas import (
    Changed,
    Compared,
    Content,
    Figure,
    NoteCode,
    Record,
    ReportSection,
    SectionCode,
)

NOTES: tuple[NoteCode, ...] = ("foreword", *get_args(SectionCode))
_HEADLINES: tuple[tuple[SectionCode, str, str], ...] = (
    ("decisions", "involvement", "described"),
    ("decisions", "involvement", "not_described"),
    ("heard", "totals", "activities"),
    ("heard", "totals", "findings_relied_on"),
    ("assemblies", "totals", "recommendations"),
    ("assemblies", "answers", "waiting"),
    ("told", "totals", "answers"),
    ("told", "time", "median_days"),
    ("public_voice", "questions", "published"),
    ("not_done", "not_done", "not_done"),
)
"""Section, group and figure that are put beside those of the year before."""


def year_before(day: date) -> date:
    """Give the same day a year before; of 29 February, the 28th."""
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap else day.day)


def compose(
    year: Year,
    before: Year,
    labels: Mapping[tuple[str, str], str],
    principle_codes: Sequence[str],
    *,
    system_name: str,
    body_name: str | None,
) -> Content:
    """Put a report together from the year and the one before.

    Args:
        principle_codes: the principles of the last day, in their order.
    """
    any_label = {code: label for (_, code), label in reversed(list(labels.items()))}
    books = Books(labels, any_label)
    made = _sections(year, books, principle_codes)
    old = _sections(before, Books(labels, any_label), principle_codes)
    return Content(
        system_name=system_name,
        body_name=body_name,
        on=year.on,
        sections=made,
        compared=_compared(made, old),
        before_since=before.span.since,
        before_until=before.span.until,
        missing=_missing(made),
        records=dict(sorted(books.records.items())),
    )


def _sections(year: Year, books: Books, principle_codes: Sequence[str]) -> list[ReportSection]:
    return [
        sections.decisions(year, books),
        sections.duty(year, books),
        sections.heard(year, books),
        sections.assemblies(year, books),
        voices.told(year, books),
        voices.public_voice(year, books),
        voices.not_done(year, books),
        voices.open_threads(year, books),
        voices.principles(year, books, principle_codes),
    ]


def by_place(made: Sequence[ReportSection]) -> dict[tuple[SectionCode, str, str], Figure]:
    """Give figures by section, group and code."""
    return {
        (section.code, group.code, one.code): one
        for section in made
        for group in section.groups
        for one in group.figures
    }


def _compared(made: Sequence[ReportSection], old: Sequence[ReportSection]) -> list[Compared]:
    now, before = by_place(made), by_place(old)
    titles = {(one.code, group.code): group.title for one in made for group in one.groups}
    return [
        Compared(
            code=f"{section}.{group}.{code}",
            label=f"{titles[section, group]}: {now[section, group, code].label}",
            unit=now[section, group, code].unit,
            now=now[section, group, code].count,
            before=before[section, group, code].count,
        )
        for section, group, code in _HEADLINES
        if (section, group, code) in now and (section, group, code) in before
    ]


def _missing(made: Sequence[ReportSection]) -> list[str]:
    """Say plainly what is missing."""
    found = by_place(made)
    said: list[str] = []

    def some(place: tuple[SectionCode, str, str], one: str, many: str) -> None:
        number = int(found[place].count or 0)
        if number:
            said.append(one if number == 1 else many.format(f"{number:,}"))

    if not found["decisions", "involvement", "described"].of:
        said.append("No decision that everybody may read was taken in this time.")
    some(
        ("decisions", "involvement", "not_described"),
        "One decision does not say how people were involved.",
        "{} decisions do not say how people were involved.",
    )
    some(
        ("duty", "unassessed", "without_assessment"),
        "One decision rests on no assessment of the duty to involve.",
        "{} decisions rest on no assessment of the duty to involve.",
    )
    some(
        ("duty", "assessments", "unfinished"),
        "One assessment of the duty to involve is not finished.",
        "{} assessments of the duty to involve are not finished.",
    )
    some(
        ("duty", "assessments", "outdated"),
        "One proposal has changed since the duty to involve was assessed.",
        "{} proposals have changed since the duty to involve was assessed.",
    )
    if not found["heard", "totals", "activities"].count:
        said.append("No activity to hear people is on record.")
    if not any(place[:2] == ("heard", "communities") for place in found):
        said.append("No record says which community was heard.")
    some(
        ("assemblies", "answers", "waiting"),
        "One recommendation of an assembly has no answer yet.",
        "{} recommendations of assemblies have no answer yet.",
    )
    if not found["told", "totals", "answers"].count:
        said.append("Nobody was told what came of what they said.")
    some(
        ("open", "threads", "feedback_overdue"),
        "The people behind one decision wait for its answer longer than was aimed at.",
        "The people behind {} decisions wait for their answer longer than was aimed at.",
    )
    said += [
        f"No record shows the principle “{one.label}”."
        for place, one in found.items()
        if place[0] == "principles" and not one.count
    ]
    return said  # fmt: skip


def digest(content: Content, notes: Mapping[str, str]) -> str:
    """Give the SHA-256 of what a report says, in hexadecimal."""
    said = {"content": content.model_dump(mode="json"), "notes": notes}
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def without(content: Content, gone: Collection[tuple[str, Any]]) -> tuple[Content, list[str]]:
    """Take the words of records out that the public may not read any more; give their keys too.

    What belongs to a decision that is withheld goes with it.
    """
    blanked = [
        key
        for key, one in content.records.items()
        if (one.kind, one.id) in gone or ("decision", one.under) in gone
    ]
    kept = {
        key: Record(kind=one.kind, id=one.id, under=one.under) if key in blanked else one
        for key, one in content.records.items()
    }
    return content.model_copy(update={"records": kept}), blanked


def changed(then: Content, now: Content) -> tuple[int, list[Changed]]:
    """Compare the figures of two contents; give how many were composed, and those that differ."""
    old, new = by_place(then.sections), by_place(now.sections)
    differing = [
        Changed(
            section=place[0],
            group=place[1],
            code=place[2],
            then=old[place].count if place in old else None,
            now=new[place].count if place in new else None,
        )
        for place in sorted({*old, *new})
        if place not in old
        or place not in new
        or (old[place].count, old[place].of, old[place].records)
        != (new[place].count, new[place].of, new[place].records)
    ]
    return len(new), differing

"""The parts of a report on what people were told, asked and are waiting for, and on the ten
principles. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from statistics import median
from uuid import UUID

from governance.annual_reports.books import Books, figure
from governance.annual_reports.gathering import Year
from governance.annual_reports.schemas import Figure, Group, ReportSection
from governance.assurance.figures import figures as assurance_figures
from governance.petitions.figures import figure as shown
from governance.questions.models import PublicQuestion
from governance.vocabularies.service import PRINCIPLE

SHOWS = "Shows principle"
NOT_DONE = ("Asked for and not done", "We did not, and why")
"""What words of a record are, where a part of a report is on these alone."""


def told(year: Year, books: Books) -> ReportSection:
    """Say what those who spoke were told, and how long it took."""
    keys = {
        one.feedback.id: books.keep(
            "feedback", one.feedback.id, under=one.decision.id, reference=one.decision.reference,
            title=one.title,
            said=[("You said", one.you_said), ("We did", one.we_did),
                  (NOT_DONE[1], one.did_not)],
        )
        for one in year.told
    }  # fmt: skip
    first = [one for one in year.told if one.first]
    days = sorted(one.days for one in first)
    every = [keys[one.feedback.id] for one in first]
    in_time = [keys[one.feedback.id] for one in first if one.due_on and one.told_on <= one.due_on]
    more = [keys[one.feedback.id] for one in year.told if not one.first]
    by = (
        "by the day laid down"
        if year.feedback_days is None
        else f"within {year.feedback_days} days"
    )
    totals = [
        figure("answers", "Decisions whose people were told what came of it", every),
        figure("in_time", f"Told {by}", in_time,
               of=sum(1 for one in first if one.due_on is not None)),
    ]  # fmt: skip
    if more:
        totals.append(figure("more", "Further answers, on decisions that had one", more))
    return ReportSection(
        code="told",
        title="You said, we did",
        groups=[
            Group(code="totals", title="Answers to those who spoke", what="Answers",
                  figures=totals),
            Group(code="time", title="Days from a decision to its answer", what="Measure", figures=[
                Figure(code="median_days", label="Half were told within",
                       count=median(days) if days else None, unit="days", records=every),
                Figure(code="longest_days", label="The longest took",
                       count=days[-1] if days else None, unit="days", records=every),
            ]),
        ],
    )  # fmt: skip


def public_voice(year: Year, books: Books) -> ReportSection:
    """Count what the public asked, and show petitions with their published figures."""
    groups = []
    for kind, title in (("question", "Questions"), ("statement", "Statements")):
        of_kind = [one for one in year.questions if one.kind == kind]
        published = [one for one in of_kind if one.state == "published"]
        figures = [figure("published", "Published with their answer",
                          [_question(one, books) for one in published])]  # fmt: skip
        rest = len(of_kind) - len(published)
        if rest:
            figures.append(
                Figure(code="others", label="Waiting, refused or taken back",
                       count=shown(rest, *year.disclosure), unit="people")
            )  # fmt: skip
        groups.append(
            Group(code=f"{kind}s", title=f"{title} from the public", what=title, figures=figures)
        )
    petitions = [
        Figure(
            code=str(one.id), label=one.title or one.reference, unit="people",
            count=shown(one.basis, *year.disclosure),
            records=[
                books.keep("petition", one.id, reference=one.reference, title=one.title,
                           said=[("Asks", one.text), ("Answer", one.answer)])
            ],
        )
        for one in year.petitions
    ]  # fmt: skip
    groups.append(
        Group(code="petitions", title="Petitions and who signed them", what="Petition",
              figures=petitions)
    )  # fmt: skip
    return ReportSection(
        code="public_voice", title="Questions, statements and petitions", groups=groups
    )


def _question(one: PublicQuestion, books: Books) -> str:
    said = [("Asked", one.text), ("Answer", one.answer)]
    return books.keep("question", one.id, under=one.meeting_id, reference=one.reference, said=said)


def not_done(year: Year, books: Books) -> ReportSection:
    """Say what people asked for that was not done, and why."""
    keys = [
        books.decision(one, (NOT_DONE[0], one.not_done))
        for one in year.taken
        if (one.not_done or "").strip()
    ]
    keys += [
        books.keep("feedback", one.feedback.id, under=one.decision.id)
        for one in year.told
        if (one.did_not or "").strip()
    ]
    return ReportSection(
        code="not_done",
        title="What people asked for that was not done, and why",
        groups=[
            Group(code="not_done", title="Asked for and not done", what="Records", figures=[
                figure("not_done", "Records that say what was not done, and why", keys)
            ])
        ],
    )  # fmt: skip


def open_threads(year: Year, books: Books) -> ReportSection:
    """Say which threads have an end missing, as of the day of the report."""
    known = {one.id: one for one in year.taken}
    seen = assurance_figures(year.taken, year.on, year.feedback_days)

    def decided(name: str) -> list[str]:
        return [books.decision(known[one["id"]]) for one in seen[name]]

    unused = [books.finding(one) for one in year.findings if one.finding_id not in year.used]
    due = [
        books.keep("recommendation", made.id, under=one.id,
                   title=f"{one.title}, recommendation {made.number}",
                   said=[("Recommended", made.text)])
        for one, made in year.recommendations_due
    ]  # fmt: skip
    of = len(year.taken)
    aim = "laid down" if year.feedback_days is None else f"{year.feedback_days} days"
    return ReportSection(
        code="open",
        title="What is still open",
        groups=[
            Group(code="threads", title="Open threads and what is overdue", what="What", figures=[
                figure("without_insight", "Decisions that rest on nothing that people said",
                       decided("without_insight"), of=of, unit="decisions"),
                figure("feedback_overdue", f"Decisions whose people wait longer than {aim}",
                       decided("feedback_overdue"), of=of, unit="decisions"),
                figure("unused", "Findings that no decision relies on", unused,
                       of=len(year.findings)),
                figure("recommendations_overdue", "Recommendations whose answer is overdue", due),
            ])
        ],
    )  # fmt: skip


def principles(year: Year, books: Books, codes: Iterable[str]) -> ReportSection:
    """Give the evidence against each principle of the last day; those without any too."""
    found: dict[str, list[str]] = {}
    taken = {one.id: one for one in year.taken}
    for one in year.decision_principles:
        key = books.decision(taken[one.decision_id], (_shows(books, one.principle), one.reason))
        found.setdefault(one.principle, []).append(key)
    inside = _keys_inside(year)
    for other in year.other_principles:
        key = f"{other.kind}:{other.subject_id}"
        if key in inside:
            kept = _with_words(books, key, (_shows(books, other.principle), other.reason))
            found.setdefault(other.principle, []).append(kept)
    figures = [
        figure(code, books.label(PRINCIPLE, code), found.get(code, ()))
        for code in (*codes, *sorted(set(found) - set(codes)))
    ]
    return ReportSection(
        code="principles",
        title="Evidence against the principles",
        groups=[
            Group(code="principles", title="Records that show each principle", what="Principle",
                  figures=figures)
        ],
    )  # fmt: skip


def _shows(books: Books, principle: str) -> str:
    return f"{SHOWS} “{books.label(PRINCIPLE, principle)}”"


def _keys_inside(year: Year) -> Mapping[str, UUID]:
    """Give what of the period a principle can be shown by, beside decisions."""
    inside = {f"activity:{one.activity_id}": one.activity_id for one in year.activities}
    inside |= {
        f"finding:{one.finding_id}": one.finding_id
        for one in (*year.findings, *year.relied_findings)
    }
    inside |= {f"assembly:{one.assembly.id}": one.assembly.id for one in year.assemblies}
    return inside | {f"feedback:{one.feedback.id}": one.feedback.id for one in year.told}


def _with_words(books: Books, key: str, said: tuple[str, str]) -> str:
    record = books.records[key]
    return books.keep(record.kind, record.id, said=[said])

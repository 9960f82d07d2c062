"""The one table of everything that is published of a survey: the whole, and every group of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from panel.breakdowns.counting import Said, tally_of
from panel.breakdowns.grouping import Grouped
from panel.disclosure import Linked, Sum
from panel.results.tables import RESPONDED, linked, of_group, option_key
from panel.results.tallies import Tally
from panel.surveys.choices import Item
from panel.surveys.questions import Question


@dataclass(frozen=True)
class Part:
    """A breakdown with the counts of each of its groups."""

    grouped: Grouped
    position: int
    tallies: Mapping[str, Tally]

    @property
    def numbers(self) -> Sequence[int]:
        """The questions that are broken down, counted from 1."""
        return self.grouped.one.questions

    def key(self, group: str, key: str) -> str:
        """Name a group's count of what the whole calls ``key``."""
        return f"{self.position}|{group}|{key}"

    def of(self, group: str, figures: Mapping[str, int | None]) -> dict[str, int | None]:
        """Give the figures of a group by the names of the whole."""
        start = self.key(group, "")
        return {key[len(start) :]: n for key, n in figures.items() if key.startswith(start)}


def part_of(
    questions: Sequence[Question], grouped: Grouped, answers: Sequence[Said], position: int
) -> Part:
    """Count each group of a breakdown."""
    by_group: dict[str, list[Said]] = {code: [] for code in grouped.groups}
    for code, said in zip(grouped.member_of, answers, strict=True):
        by_group[code].append(said)
    return Part(grouped, position, {c: tally_of(questions, some) for c, some in by_group.items()})


def joint(questions: Sequence[Question], whole: Tally, parts: Sequence[Part]) -> Linked[str]:
    """Make the table of the whole and of all groups.

    Every count of the whole is the sum of the groups' counts, in each breakdown; where that is by
    a question, who answered in a group are those who chose its option.
    """
    table = linked(questions, whole)
    counts, sums = dict(table.counts), list(table.sums)
    published, sensitive = set(table.published), set(table.sensitive)
    for part in parts:
        names: set[str] = set()
        for group, tally in part.tallies.items():
            of_one = of_group(questions, tally, part.numbers)
            names |= set(of_one.counts)
            counts |= {part.key(group, key): count for key, count in of_one.counts.items()}
            sums += [
                Sum(part.key(group, one.total), tuple(part.key(group, key) for key in one.parts))
                for one in of_one.sums
            ]
            published |= {part.key(group, key) for key in of_one.published}
            sensitive |= {part.key(group, key) for key in of_one.sensitive}
        sums += [
            Sum(name, tuple(part.key(group, name) for group in part.tallies))
            for name in sorted(names)
        ]
        sums += _of_options(questions, part, counts)
    return Linked(counts, sums, frozenset(published), frozenset(sensitive), alike=False)


def _of_options(
    questions: Sequence[Question], part: Part, counts: Mapping[str, int]
) -> list[Sum[str]]:
    one = part.grouped.one
    if one.by != "question":
        return []
    item = Item(questions[one.question - 1])
    return [
        Sum(option_key(item, group), (part.key(group, RESPONDED),))
        for group in part.tallies
        if option_key(item, group) in counts
    ]

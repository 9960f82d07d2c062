"""The table of all counts of a survey, with every sum that links them (rule 8 of the panel).

Who was asked either answered or did not. Who answered the survey either was shown a question or
was not, and then either answered it or skipped it; nobody skips a required one, so there those
counts are one. Who answered a question is counted under exactly one choice, or, where several may
be chosen, chose each or did not, and at least one. Each row of a matrix counts as a question.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from panel.disclosure import Linked, Sum
from panel.results.tallies import Tally
from panel.surveys.choices import Item, choices, items, routing_codes
from panel.surveys.questions import FreeText, MultipleChoice, Question

INVITED = "invited"
RESPONDED = "responded"
_UNREACHED = "unreached"


def linked(questions: Sequence[Question], tally: Tally) -> Linked[str]:
    """Make the table."""
    table = _Table(questions, tally)
    table.publish(INVITED, tally.invited)
    table.publish(RESPONDED, tally.responded)
    # Members who left since are no longer among the invited, but their answers stay.
    if tally.invited >= tally.responded:
        table.imply(_UNREACHED, tally.invited - tally.responded, sensitive=True)
        table.sums.append(Sum(INVITED, (RESPONDED, _UNREACHED)))
    for question in questions:
        table.add_shown(question)
    for item in items(questions):
        table.add(item)
    return Linked(table.counts, table.sums, frozenset(table.published), frozenset(table.sensitive))


def of_group(questions: Sequence[Question], tally: Tally, numbers: Collection[int]) -> Linked[str]:
    """Make the table of some of the people and some questions, given by their numbers from 1.

    Its keys are among those of the whole, and of each the groups' counts add up to the whole's.
    """
    table = _Table(questions, tally)
    table.publish(RESPONDED, tally.responded)
    asked = [questions[number - 1] for number in sorted(numbers)]
    for question in asked:
        table.add_shown(question)
    for item in items(asked):
        table.add(item)
    return Linked(table.counts, table.sums, frozenset(table.published), frozenset(table.sensitive))


def answered_key(questions: Sequence[Question], item: Item) -> str:
    """Name the count of those who answered: of a required question, of those who were shown it."""
    return shown_key(questions, item.question) if item.question.required else f"{item.key} answered"


def option_key(item: Item, code: str) -> str:
    """Name the count of those who are counted under a choice."""
    return f"{item.key} option {code}"


def shown_key(questions: Sequence[Question], question: Question) -> str:
    """Name the count of those who were shown a question.

    Where one option of an earlier question calls for it, that is the count of the option, and
    where every option does, of those who answered it.
    """
    condition = question.show_if
    if condition is None:
        return RESPONDED
    earlier, codes = questions[condition.question - 1], sorted(set(condition.any_of))
    if set(codes) == routing_codes(earlier):
        return answered_key(questions, Item(earlier))
    if len(codes) == 1:
        return option_key(Item(earlier), codes[0])
    return f"{earlier.id} any of {' '.join(codes)}"


class _Table:
    def __init__(self, questions: Sequence[Question], tally: Tally) -> None:
        self.questions = questions
        self.tally = tally
        self.counts: dict[str, int] = {}
        self.sums: list[Sum[str]] = []
        self.published: set[str] = set()
        self.sensitive: set[str] = set()
        self.entered: set[str] = set()

    def publish(self, key: str, count: int) -> None:
        self.counts[key] = count
        self.published.add(key)

    def imply(self, key: str, count: int, *, sensitive: bool) -> None:
        self.counts[key] = count
        if sensitive:
            self.sensitive.add(key)

    def add_shown(self, question: Question) -> None:
        """Enter how many were shown a question, and how that follows from an earlier one."""
        key = shown_key(self.questions, question)
        if question.show_if is None or key == RESPONDED:
            return
        shown = self.tally.shown[question.id]
        hidden = f"{key} not"
        self.imply(hidden, self.tally.responded - shown, sensitive=True)
        self.sums.append(Sum(RESPONDED, (key, hidden)))
        earlier = Item(self.questions[question.show_if.question - 1])
        codes = sorted(set(question.show_if.any_of))
        if question.required:
            self.publish(key, shown)
        if key in self.entered or set(codes) == routing_codes(earlier.question) or len(codes) == 1:
            return
        self.entered.add(key)
        self.imply(key, shown, sensitive=True)
        parts = {option_key(earlier, code): self._chosen(earlier, code) for code in codes}
        if not isinstance(earlier.question, MultipleChoice):
            self.sums.append(Sum(key, tuple(parts)))
            return
        called, further = f"{key} in all", f"{key} further"
        self.imply(called, sum(parts.values()), sensitive=False)
        self.imply(further, sum(parts.values()) - shown, sensitive=False)
        self.sums.append(Sum(called, tuple(parts)))
        self.sums.append(Sum(called, (key, further)))
        for part, count in parts.items():
            self.imply(f"{key} without {part}", shown - count, sensitive=True)
            self.sums.append(Sum(key, (part, f"{key} without {part}")))

    def add(self, item: Item) -> None:
        """Enter how many answered, and under which choices."""
        question, tally = item.question, self.tally
        answered = tally.answered.get(item.key, 0)
        total = answered_key(self.questions, item)
        if not question.required:
            shown = tally.shown.get(question.id, tally.responded)
            self.publish(total, answered)
            skipped = f"{item.key} skipped"
            self.imply(skipped, shown - answered, sensitive=True)
            self.sums.append(Sum(shown_key(self.questions, question), (total, skipped)))
        if isinstance(question, FreeText):
            return
        keys = [option_key(item, code) for code, _ in choices(question)]
        for (code, _), key in zip(choices(question), keys, strict=True):
            self.publish(key, self._chosen(item, code))
        if not isinstance(question, MultipleChoice):
            self.sums.append(Sum(total, tuple(keys)))
            return
        for key in keys:
            self.imply(f"{key} not chosen", answered - self.counts[key], sensitive=True)
            self.sums.append(Sum(total, (key, f"{key} not chosen")))
        choices_made, further = f"{item.key} choices", f"{item.key} further choices"
        made = sum(self.counts[key] for key in keys)
        self.imply(choices_made, made, sensitive=False)
        self.imply(further, made - answered, sensitive=False)
        self.sums.append(Sum(choices_made, tuple(keys)))
        self.sums.append(Sum(choices_made, (total, further)))

    def _chosen(self, item: Item, code: str) -> int:
        return self.tally.chosen.get((item.key, code), 0)

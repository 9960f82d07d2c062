"""Whether the tables of a plan, published together, say no more than each of them shows.

Questions and that by which they are broken down are the nodes of a graph, and each table is an
edge. The graph may have no circle. What is more than one yes or no (a multiple choice, the rows of
a matrix, questions that are shown by one another) is several nodes that are linked already: it may
be in one breakdown only, and whole. A segment overlaps dimensions and other segments in ways that
anybody may know, so a plan with one has no other breakdown of members.
"""

from __future__ import annotations

from collections.abc import Sequence

from common.errors import FieldError
from panel.breakdowns.errors import PlanGivesAway, PlanNotPossible
from panel.breakdowns.schemas import BreakdownIn, ByQuestionIn
from panel.surveys.choices import routing_codes
from panel.surveys.questions import FreeText, Matrix, MultipleChoice, Question


def refuse_broken(
    questions: Sequence[Question], plan: Sequence[BreakdownIn], *, anonymous: bool
) -> None:
    """Refuse a plan that cannot be made, or would give people away.

    Raises:
        PlanNotPossible, PlanGivesAway
    """
    refuse_impossible(questions, plan, anonymous=anonymous)
    telling = _telling(questions, plan)
    if telling:
        raise PlanGivesAway(telling)


def refuse_impossible(
    questions: Sequence[Question], plan: Sequence[BreakdownIn], *, anonymous: bool
) -> None:
    """Refuse breakdowns that cannot be made, whether or not they are published.

    Raises:
        PlanNotPossible
    """
    wrong = [
        FieldError(f"body.breakdowns[{position}].{field}", message)
        for position, one in enumerate(plan)
        for field, message in _impossible(questions, one, anonymous=anonymous)
    ]
    if wrong:
        raise PlanNotPossible(tuple(wrong))


def members_known(one: BreakdownIn) -> bool:
    """Say whether a breakdown is by what is known of members, not by what they answered."""
    return one.by != "question"


def name_of(one: BreakdownIn) -> str:
    """Name what a breakdown is by, among all of a plan."""
    if one.by == "dimension":
        return f"dimension {one.dimension}"
    return f"segment {one.segment_id}" if one.by == "segment" else f"question {one.question}"


def linked_to(questions: Sequence[Question], number: int) -> set[int]:
    """Give the numbers of the questions that routing links to one, itself among them."""
    pairs = [(n, q.show_if.question) for n, q in enumerate(questions, 1) if q.show_if]
    reached = {number}
    while more := {n for pair in pairs if reached & set(pair) for n in pair} - reached:
        reached |= more
    return reached


def _impossible(
    questions: Sequence[Question], one: BreakdownIn, *, anonymous: bool
) -> list[tuple[str, str]]:
    wrong: list[tuple[str, str]] = []
    if anonymous and members_known(one):
        wrong.append(("by", "must be question: nobody can say who gave an anonymous answer"))
    if len(set(one.questions)) != len(one.questions):
        wrong.append(("questions", "has a question twice"))
    if any(number > len(questions) for number in one.questions):
        return [*wrong, ("questions", f"has a number above {len(questions)}")]
    if any(isinstance(questions[number - 1], FreeText) for number in one.questions):
        wrong.append(("questions", "has a question of free text, of which nothing is counted"))
    if isinstance(one, ByQuestionIn):
        wrong.extend(_impossible_by(questions, one))
    return wrong


def _impossible_by(questions: Sequence[Question], one: ByQuestionIn) -> list[tuple[str, str]]:
    if one.question > len(questions):
        return [("question", f"must be {len(questions)} at most")]
    question = questions[one.question - 1]
    wrong = []
    if isinstance(question, MultipleChoice) or not routing_codes(question):
        wrong.append(("question", "must be a single choice or a scale"))
    if len(linked_to(questions, one.question)) > 1:
        wrong.append(("question", "must neither be shown by another question nor show one"))
    if one.question in one.questions:
        wrong.append(("questions", "has the question that they are broken down by"))
    return wrong


def _telling(questions: Sequence[Question], plan: Sequence[BreakdownIn]) -> tuple[FieldError, ...]:
    wrong: list[FieldError] = []
    joined: dict[str, str] = {}
    homes: dict[int, int] = {}
    of_members = [one for one in plan if members_known(one)]
    for position, one in enumerate(plan):
        field = f"body.breakdowns[{position}]"
        if one.by == "segment" and len(of_members) > 1:
            wrong.append(FieldError(f"{field}.by", "must be the only breakdown of members"))
        if name_of(one) in [name_of(other) for other in plan[:position]]:
            wrong.append(FieldError(f"{field}.by", "must be one breakdown with an earlier one"))
        for linked in _wholes(questions, one):
            wrong += [FieldError(f"{field}.questions", problem)
                      for problem in _alone(questions, one, linked, homes, position)]  # fmt: skip
            by, node = _root(joined, name_of(one)), _root(joined, f"question {min(linked)}")
            if by == node:
                problem = f"question {min(linked)} closes a circle"
                wrong.append(FieldError(f"{field}.questions", problem))
            else:
                joined[node] = by
    return tuple(wrong)


def _wholes(questions: Sequence[Question], one: BreakdownIn) -> list[frozenset[int]]:
    """Give what a breakdown must have whole: each question with those that routing links to it."""
    wholes = {
        frozenset(
            n for n in linked_to(questions, number) if not isinstance(questions[n - 1], FreeText)
        )
        for number in one.questions
    }
    return sorted(wholes, key=min)


def _alone(
    questions: Sequence[Question],
    one: BreakdownIn,
    linked: frozenset[int],
    homes: dict[int, int],
    position: int,
) -> list[str]:
    problems = []
    if not linked <= set(one.questions):
        numbers = ", ".join(str(number) for number in sorted(linked))
        problems.append(f"must have all of the questions {numbers}, or none: they show each other")
    first = min(linked)
    several = len(linked) > 1 or isinstance(questions[first - 1], MultipleChoice | Matrix)
    if several and homes.setdefault(first, position) != position:
        problems.append(f"question {first} can be in one breakdown only")
    return problems


def _root(groups: dict[str, str], node: str) -> str:
    while node in groups:
        node = groups[node]
    return node

"""The three steps as a machine: which question comes next, and what the answers come to.

Source: statutory guidance on working with people and communities (NHS England, July 2022), annex
B1, "A process for assessing whether the legal duty to involve applies". An activity may be of more
than one kind; one that is planning engages the duty whatever else it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from governance.duty.law import Duty

Question = Literal["health_services", "kinds", "impact"]


@dataclass(frozen=True)
class Services:
    """Step 1: whether the activity relates to health services that the body arranges."""

    related: bool
    question: Question = "health_services"


@dataclass(frozen=True)
class Kinds:
    """Step 2: of which kinds the activity is."""

    codes: tuple[str, ...]
    question: Question = "kinds"


@dataclass(frozen=True)
class Impact:
    """Step 3: what would change, seen from the patient's side."""

    manner: bool
    """The manner in which services are delivered to people."""
    range: bool
    """The range of health services available to them."""
    question: Question = "impact"


Answer = Services | Kinds | Impact


@dataclass(frozen=True)
class Outcome:
    """What complete answers come to."""

    engaged: bool
    because: tuple[Question, ...]
    """The questions whose answers led there, in order."""


class OutOfTurn(ValueError):
    """An answer to a question that is not the next one."""


def next_question(duty: Duty, answers: Sequence[Answer]) -> Question | None:
    """Give the question that has to be answered now; None where the steps are at their end.

    Raises:
        OutOfTurn: if the answers themselves are not in turn.
    """
    state: Question | None = "health_services"
    for answer in answers:
        if answer.question != state:
            raise OutOfTurn(answer.question)
        state = _after(duty, answer)
    return state


def outcome(duty: Duty, answers: Sequence[Answer]) -> Outcome | None:
    """Derive the outcome; None while a question is open.

    Raises:
        OutOfTurn: if the answers are not in turn.
    """
    if not answers or next_question(duty, answers) is not None:
        return None
    last = answers[-1]
    because = tuple(answer.question for answer in answers)
    match last:
        case Services():
            return Outcome(False, because)
        case Kinds():
            return Outcome(True, because)
        case Impact():
            return Outcome(last.manner or last.range, because)


def _after(duty: Duty, answer: Answer) -> Question | None:
    match answer:
        case Services():
            return "kinds" if answer.related else None
        case Kinds():
            always = any(duty.engaged_by.get(code) == "always" for code in answer.codes)
            return None if always else "impact"
        case Impact():
            return None

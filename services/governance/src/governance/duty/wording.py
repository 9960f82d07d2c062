"""The steps in words: what is asked, and why the outcome is what it is."""

from __future__ import annotations

from collections.abc import Sequence

from governance.duty.law import Duty
from governance.duty.steps import Answer, Impact, Kinds, Outcome, Question, Services

_STEPS: dict[Question, int] = {"health_services": 1, "kinds": 2, "impact": 3}

STILL = (
    "Involving people may be owed or right all the same: where it was promised or is the settled "
    "practice, and for equality and health inequalities."
)
"""From the guidance: the involvement duties are not the only ground for involving people."""


def asked(duty: Duty, question: Question) -> str:
    """Put a question into words."""
    match question:
        case "health_services":
            return f"Does the activity relate to {duty.services}?"
        case "kinds":
            return (
                "Which kind of activity is it? It may be of more than one: "
                f"{', '.join(_in_words(code) for code in duty.engaged_by)}."
            )
        case "impact":
            return (
                "Seen from the patient's side, would it change the manner in which services are "
                "delivered, or the range of services available? Think of getting there and of "
                "access too, not of clinical services alone."
            )


def answered(answer: Answer) -> str:
    """Put an answer into words, with the step that it is of."""
    words = told(answer)
    return f"Step {_STEPS[answer.question]}: {words[0].lower()}{words[1:]}"


def told(answer: Answer) -> str:
    """Put an answer into a sentence."""
    match answer:
        case Services():
            said = "relates" if answer.related else "does not relate"
            return f"The activity {said} to health services that the body arranges."
        case Kinds():
            which = "this kind" if len(answer.codes) == 1 else "these kinds"
            return f"It is of {which}: {' and '.join(_in_words(c) for c in answer.codes)}."
        case Impact():
            parts = [
                words
                for holds, words in (
                    (answer.manner, "the manner in which services are delivered"),
                    (answer.range, "the range of services available"),
                )
                if holds
            ]
            if not parts:
                return "There is no impact on services from the patient's side."
            return f"There is an impact on {' and '.join(parts)}."


def explained(duty: Duty, answers: Sequence[Answer], found: Outcome) -> str:
    """Say what the outcome is and which answers led to it."""
    path = " ".join(answered(answer) for answer in answers if answer.question in found.because)
    name = f"section {duty.section} of the {duty.act}"
    if not found.engaged:
        return f"{path} So the duty in {name} is not engaged. {STILL}"
    ground = ", whatever its impact" if found.because[-1] == "kinds" else ""
    return f"{path} So the duty in {name} is engaged{ground}: involve {duty.involve}."


def _in_words(code: str) -> str:
    return code.replace("_", " ")

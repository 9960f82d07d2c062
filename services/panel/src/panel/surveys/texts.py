"""All texts of a survey that people read, and a survey in other words of the same meaning.

A translation is a list from each English text to its own, as in gettext: a text that is changed has
none any more, so that nobody reads a translation of what is not asked. Codes are never translated,
so answers do not know in which language they were given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from panel.surveys.questions import Matrix, Number, Option, Question, Scale

PAGE_WORDS = (
    "Why we ask",
    "Who can see your answers",
    "Your answers are kept apart from your name and address. Staff who work with results cannot "
    "see who gave them. We can still find them, to show them to you or to delete them if you ask.",
    "This survey is anonymous. We lock your answers away until it closes. Then we mix them with "
    "everybody else’s and destroy the key, so that nobody can find out which are yours. Locked "
    "copies may stay in our backups for some time. We cannot show, change or delete your answers "
    "once you have sent them. If nobody else answers, we delete yours unread.",
    "This is a trial of the survey. You help us to see whether its questions are clear. Your "
    "answers are not counted in its results.",
    "You can answer once, until {day}.",
    "You can answer once.",
    "We keep what you have answered when you press Continue. To come back later, on any device, "
    "use the link in our message again.",
    "Page {number} of {total}",
    "Continue",
    "Back",
    "Check your answers",
    "Change",
    "Send my answers",
    "optional",
    "or",
    "Only answer this if you chose {answers} for “{question}”.",
    "Select all that apply.",
    "Start with the one you like best. You can leave later ones empty.",
    "Enter a whole number, {numbers}",
    "Enter a number, {numbers}",
    "{low} to {high}",
    "From {first} to {last}",
    "Do not write names or other details that point to a person.",
    *(f"{place} choice" for place in (
        "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth",
        "Tenth",
    )),
    "Nothing chosen",
    "Day",
    "Month",
    "Year",
    "There is a problem",
    "Check your answers and try again",
    "Select an answer",
    "Select at least one answer",
    "Select a number",
    "Select your first choice",
    "Select each option only once",
    "Select an answer for each row",
    "Enter a number",
    "Enter a date",
    "Enter a real date, with day, month and year",
    "Enter a date from {first} to {last}",
    "Write an answer",
    "Your answer must be {limit} characters or less",
    "Answer at least one question",
    "Thank you for your answers",
    "What happens next",
    "When the survey has closed, we put together what people said. Boards use it when they decide.",
    "We will tell you what came of it.",
    "We read what you said of the questions, make them clearer, and then ask everybody. Your "
    "answers to this trial are not counted.",
    "Your receipt",
    "With this receipt you can see for yourself what came of the survey. It does not say who you "
    "are or what you answered. We keep no copy, so save it now.",
    "Save my receipt as a file",
    "See what came of it so far",
    "See what came of what people said before",
    "The survey has closed",
    "It takes no more answers. Thank you for wanting to take part.",
    "You have answered already",
    "Thank you. We have your answers. Each person can answer once.",
    "Enough people like you have answered",
    "Thank you for wanting to take part. You have done nothing wrong.",
    "We want to hear from many kinds of people. So this survey takes a set number of answers from "
    "each group. It has enough from a group that you are in.",
    "We have not kept any of your answers. This changes nothing about your place on the panel, and "
    "we will ask you again about other things.",
    "This link does not work",
    "Open the link in your email again, and check it whole.",
)  # fmt: skip
"""Words of the pages on which surveys are answered. They are translated with each survey, so that
a page is in one language throughout."""


@dataclass(frozen=True)
class SurveyTexts:
    """What people read of a survey."""

    title: str
    purpose: str
    questions: Sequence[Question]


def sources(survey: SurveyTexts) -> list[str]:
    """Give every English text, each once, in the order in which people meet it."""
    return list(dict.fromkeys([*_of_survey(survey), *PAGE_WORDS]))


def in_words(survey: SurveyTexts, words: Mapping[str, str]) -> SurveyTexts:
    """Give a survey in the words of a translation; what has none stays English."""
    return SurveyTexts(
        words.get(survey.title, survey.title),
        words.get(survey.purpose, survey.purpose),
        [_question(question, words) for question in survey.questions],
    )


def _of_survey(survey: SurveyTexts) -> Iterator[str]:
    yield survey.title
    yield survey.purpose
    for question in survey.questions:
        yield question.text
        match question:
            case Scale():
                yield from filter(None, (question.minimum_label, question.maximum_label))
            case Number():
                yield from filter(None, (question.unit,))
            case _:
                yield from (option.label for option in _options(question))


def _options(question: Question) -> list[Option]:
    rows = question.rows if isinstance(question, Matrix) else []
    return [*rows, *getattr(question, "options", [])]


def _question(question: Question, words: Mapping[str, str]) -> Question:
    changed: dict[str, Any] = {}
    for name in ("text", "minimum_label", "maximum_label", "unit"):
        text = getattr(question, name, None)
        if text is not None:
            changed[name] = words.get(text, text)
    for name in ("options", "rows"):
        options: list[Option] = getattr(question, name, [])
        if options:
            changed[name] = [_option(option, words) for option in options]
    return question.model_copy(update=changed)


def _option(option: Option, words: Mapping[str, str]) -> Option:
    return Option(code=option.code, label=words.get(option.label, option.label))

"""The codebook: every question with its kind, codes, routing and columns."""

from __future__ import annotations

from collections.abc import Sequence

from common.text.cells import safe
from panel.datafiles.files import rows_as_csv
from panel.datafiles.layout import columns, name_of
from panel.datafiles.schemas import (
    CodebookOut,
    CodebookQuestion,
    ColumnOut,
    ShownIfOut,
    ValueOut,
)
from panel.surveys.choices import choices
from panel.surveys.models import Survey
from panel.surveys.questions import Matrix, Question, read_questions

NOTES = [
    "A line is one person's answers. Nothing else of the person is in it, and the order of lines "
    "tells nothing: they are sorted by a hash of what they say.",
    "An empty cell, or a name that is missing in JSON Lines: the question was not answered, or "
    "not asked.",
    "In CSV an apostrophe stands before text that a spreadsheet would take for a formula.",
    "Open answers may name people. What reads like an NHS number, e-mail address, telephone "
    "number, postcode or date of birth is noted beside each; names are not: read before "
    "you share.",
]

_HEADING = (
    "column", "question", "question_id", "kind", "required", "means", "values", "asked_if",
)  # fmt: skip


def codebook(survey: Survey) -> CodebookOut:
    """Make the codebook of a survey."""
    questions = read_questions(survey.questions)
    return CodebookOut(
        survey_id=survey.id,
        title=survey.title,
        purpose=survey.purpose,
        version=survey.version,
        state=survey.state,
        opened_at=survey.opened_at,
        closed_at=survey.closed_at,
        closes_on=survey.closes_on,
        places=survey.places,
        anonymous=survey.anonymous,
        notes=NOTES,
        questions=[
            _question(questions, position, [ColumnOut(name=c.name, means=c.means, values=c.values)
                                            for c in of_one])
            for position, (_, of_one) in enumerate(columns(questions))
        ],
    )  # fmt: skip


def codebook_csv(survey: Survey) -> str:
    """Make the codebook as a table, a line for each column of the file of answers."""
    lines = [
        [
            column.name, question.name, str(question.question_id), question.kind,
            "yes" if question.required else "no", column.means, column.values,
            _in_words(question.shown_if),
        ]
        for question in codebook(survey).questions
        for column in question.columns
    ]  # fmt: skip
    return rows_as_csv([_HEADING, *([safe(cell) for cell in line] for line in lines)])


def _question(
    questions: Sequence[Question], position: int, of_one: list[ColumnOut]
) -> CodebookQuestion:
    question = questions[position]
    rows = question.rows if isinstance(question, Matrix) else []
    return CodebookQuestion(
        name=name_of(position + 1),
        question_id=question.id,
        text=question.text,
        kind=question.kind,
        required=question.required,
        shown_if=_shown_if(questions, question),
        options=[ValueOut(code=code, label=label) for code, label in choices(question)],
        rows=[ValueOut(code=row.code, label=row.label) for row in rows],
        columns=of_one,
    )


def _shown_if(questions: Sequence[Question], question: Question) -> ShownIfOut | None:
    condition = question.show_if
    if condition is None:
        return None
    labels = dict(choices(questions[condition.question - 1]))
    return ShownIfOut(
        question=name_of(condition.question),
        any_of=[ValueOut(code=code, label=labels[code]) for code in condition.any_of],
    )


def _in_words(shown_if: ShownIfOut | None) -> str:
    if shown_if is None:
        return ""
    return f"{shown_if.question}: {' or '.join(value.code for value in shown_if.any_of)}"

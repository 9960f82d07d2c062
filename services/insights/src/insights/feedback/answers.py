"""Open answers of a survey: a row has one for each question, and each becomes an item of its own.

Of a mapping with `answers`, what is counted as a row of the file is an answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from common.errors import FieldError
from insights.feedback.cells import Rejection
from insights.feedback.errors import MappingDoesNotFit, NoOpenQuestions
from insights.feedback.forms import TableRows
from insights.feedback.mapping import Mapping, single_line
from insights.feedback.schemas import CodebookIn, FileOfAnswers

QUESTION = "the question of the answer"
ANSWER = "the answer itself"
"""Names of the two columns that each answer is given."""


class Answers:
    """The rows of a file of answers, an answer at a time.

    Raises:
        MappingDoesNotFit: if the file has no column of a question, or has it twice.
    """

    def __init__(self, rows: TableRows, mapping: Mapping) -> None:
        self._rows = rows
        self._asked: list[tuple[str, int, int | None]] = []
        names = [single_line(name) for name in rows.header]
        problems: list[FieldError] = []

        def find(field: str, column: str) -> int:
            if names.count(single_line(column)) == 1:
                return names.index(single_line(column))
            problems.append(FieldError(field, "names no column of the file, or one that is twice"))
            return 0

        self._asked = [
            (
                answer.question,
                find(f"mapping.answers[{n}].column", answer.column),
                None if answer.note is None else find(f"mapping.answers[{n}].note", answer.note),
            )
            for n, answer in enumerate(mapping.answers)
        ]
        if problems:
            raise MappingDoesNotFit(tuple(problems))
        self.header = [*rows.header, QUESTION, ANSWER]

    def heed(self, columns: Collection[int]) -> None:
        """Say which columns are read, besides those of the answers."""
        width = len(self.header) - 2
        asked = {one for _, place, note in self._asked for one in (place, note) if one is not None}
        self._rows.heed(asked | {index for index in columns if index < width})

    def __iter__(self) -> Iterator[tuple[int, Sequence[str]] | Rejection]:
        width = len(self.header) - 2
        for entry in self._rows:
            if isinstance(entry, Rejection) or len(entry[1]) != width:
                yield entry
                continue
            line, row = entry
            for question, place, note in self._asked:
                if note is not None and (kinds := row[note].strip()):
                    yield Rejection(
                        line,
                        self._rows.header[place],
                        f"is noted as holding personal data ({kinds[:100]}); take it out first",
                    )
                else:
                    yield line, [*row, question, row[place]]


def of_one_answer(mapping: Mapping) -> Mapping:
    """Give the mapping by which the rows of `Answers` are read."""
    return mapping.model_copy(update={"answers": [], "text": ANSWER, "question": QUESTION})


def mapping_of(codebook: CodebookIn, file: FileOfAnswers) -> Mapping:
    """Make the mapping of a panel's file of answers out of the survey's codebook.

    Raises:
        NoOpenQuestions: if no question of the survey has open answers.
    """
    if not codebook.open_questions:
        raise NoOpenQuestions
    return Mapping.model_validate(
        {
            "encoding": "utf-8",
            "disarmed": file == "csv",
            "answers": [
                {
                    "column": question.name if file == "csv" else f"{question.name}.text",
                    "question": single_line(question.text)[:300],
                    "note": f"{question.name}_personal_data"
                    if file == "csv"
                    else f"{question.name}.personal_data",
                }
                for question in codebook.open_questions
            ],
        }
    )

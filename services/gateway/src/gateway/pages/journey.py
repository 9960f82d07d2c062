"""The way through a survey of several pages: which questions a page has, which page comes next.

The panel says how the questions are put on pages, and keeps what was answered so far; so somebody
who comes back by their link, on whichever device, goes on where they left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData

from gateway.pages.questions import Question, Said, applies
from gateway.pages.said import as_form


@dataclass(frozen=True)
class Journey:
    """A survey and what one person has answered of it."""

    questions: list[Question]
    pages: list[list[Question]]
    said: dict[str, Said]
    """Question id → answer."""

    @classmethod
    def of(cls, survey: dict[str, Any]) -> Journey:
        """Make it of what the panel gives of a survey."""
        by_id = {question["id"]: question for question in survey["questions"]}
        said = {
            answer["question_id"]: {
                name: value
                for name, value in answer.items()
                if name != "question_id" and value is not None
            }
            for answer in survey["draft"]
        }
        pages = [[by_id[one] for one in page] for page in survey["pages"]]
        return cls(survey["questions"], pages, said)

    @property
    def last(self) -> int:
        """The number of the page on which the answers are checked and sent; 1 of a short one."""
        return len(self.pages) + 1 if len(self.pages) > 1 else 1

    def with_answers(self, answers: list[dict[str, Any]]) -> Journey:
        """Give the way on after other answers."""
        said = {one["question_id"]: {k: v for k, v in one.items() if k != "question_id"}
                for one in answers}  # fmt: skip
        return Journey(self.questions, self.pages, said)

    def on_page(self, number: int) -> list[Question]:
        """Give the questions of a page that earlier pages call for. One that an answer on the page
        itself may call for is there too."""
        page = self.pages[number - 1]
        found: list[Question] = []
        for question in page:
            condition = question.get("show_if")
            decided_by = self.questions[condition["question"] - 1] if condition else None
            if decided_by in page:
                asked = decided_by in found
            else:
                asked = applies(question, self.questions, self.said)
            if asked:
                found.append(question)
        return found

    def after(self, number: int) -> int:
        """Give the next page that has questions, or else the last one."""
        return next((n for n in range(number + 1, self.last) if self.on_page(n)), self.last)

    def before(self, number: int) -> int | None:
        """Give the page before that has questions; None before the first."""
        return next((n for n in range(number - 1, 0, -1) if self.on_page(n)), None)

    def first_gap(self) -> int | None:
        """Give the first page on which a question has to be answered and is not."""
        for number in range(1, len(self.pages) + 1):
            for question in self.on_page(number):
                asked = applies(question, self.questions, self.said)
                if asked and question["required"] and question["id"] not in self.said:
                    return number
        return None

    def where_left(self) -> int:
        """Give the page on which to go on."""
        answered = [
            number
            for number, page in enumerate(self.pages, start=1)
            if any(question["id"] in self.said for question in page)
        ]
        if not answered or self.last == 1:
            return 1
        reached = self.after(max(answered))
        gap = self.first_gap()
        return reached if gap is None else min(gap, reached)

    def form(self, number: int) -> FormData:
        """Give the form of a page with what was answered on it."""
        fields = [
            field
            for question in self.pages[number - 1]
            if question["id"] in self.said
            for field in as_form(question, self.said[question["id"]])
        ]
        return FormData(fields)

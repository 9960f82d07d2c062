"""The codebook of a survey."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model


class ValueOut(Model):
    """A code and what it stands for."""

    code: str
    label: str


class ShownIfOut(Model):
    """When a question was asked: where an earlier one was answered so."""

    question: str = Field(description="Name of the earlier question.")
    any_of: list[ValueOut]


class ColumnOut(Model):
    """A column of the CSV file."""

    name: str
    means: str
    values: str = Field(description="What can stand in it; an empty cell is no answer.")


class CodebookQuestion(Model):
    """A question, as it was asked."""

    name: str = Field(description="q1, q2 … in the order in which they were asked.")
    question_id: UUID
    text: str
    kind: str
    required: bool
    shown_if: ShownIfOut | None = Field(description="null where it was asked of everyone.")
    options: list[ValueOut] = Field(
        description="What could be chosen. A number is counted in these bands, a day by month."
    )
    rows: list[ValueOut] = Field(description="Rows of a matrix; of other kinds none.")
    columns: list[ColumnOut]


class CodebookOut(Model):
    """What stands in the files of a survey's answers."""

    survey_id: UUID
    title: str
    purpose: str
    version: int = Field(description="Of the survey; its questions never change once it is open.")
    state: Literal["draft", "open", "closing", "closed"]
    opened_at: datetime | None
    closed_at: datetime | None
    closes_on: date | None
    places: list[str] = Field(description="Whose members were asked; empty: of all places.")
    anonymous: bool
    notes: list[str] = Field(description="What is to be known of the files as a whole.")
    questions: list[CodebookQuestion]

"""Entering somebody's answers, on the wire."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model
from panel.answers.schemas import AnswerIn
from panel.assisted.schemas import Means, Witness


class OfflineEntryIn(Model):
    """What a member said by telephone, on paper or face to face."""

    member_id: UUID
    means: Means = Field(description="How they answered.")
    witness: Witness
    answers: list[AnswerIn] = Field(max_length=100)


class OfflineEntryOut(Model):
    """That a member's answers were entered; not what they were."""

    member_id: UUID
    means: Means
    witness: str
    organisation_id: UUID | None
    entered_by: str
    entered_on: date

"""The export on the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from common.web.schemas import Model
from panel.members.schemas import MeOut


class AnswerHeld(Model):
    """What a member answered to one question."""

    question: str
    answer: Any
    """The option's label or labels, the value on the scale, or the text."""


class SurveyHeld(Model):
    """A survey that a member was asked to answer, and what they answered."""

    survey_id: UUID
    title: str
    answered_on: date | None
    """Null where they have not answered."""
    answers: list[AnswerHeld]


class MailHeld(Model):
    """A mail to a member, as it is remembered: not what it said."""

    kind: str
    about_id: UUID | None
    state: str
    queued_at: datetime
    finished_at: datetime | None


class ExportOut(Model):
    """Everything that the panel holds of a member."""

    made_at: datetime
    ics: str
    profile: MeOut
    surveys: list[SurveyHeld]
    mails: list[MailHeld]

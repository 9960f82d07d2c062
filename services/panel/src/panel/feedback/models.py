"""Tables: which activity is which survey or assembly, and the feedback that was published."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted
from panel.tables import Base


class ActivitySurvey(Tenanted, Base):
    """An activity of the insights library that is a survey of this panel."""

    __tablename__ = "activity_surveys"

    activity_id: Mapped[UUID] = mapped_column(primary_key=True)
    survey_id: Mapped[UUID]

    __table_args__ = (
        ForeignKeyConstraint(["ics", "survey_id"], ["panel.surveys.ics", "panel.surveys.id"]),
        Index(None, "ics", "survey_id"),
    )


class Feedback(Identified, Base):
    """One "you said, we did" of a decision, as governance published it."""

    __tablename__ = "feedback"

    decision_id: Mapped[UUID]
    decision_reference: Mapped[str] = mapped_column(Text)
    decision_title: Mapped[str] = mapped_column(Text)
    you_said: Mapped[str] = mapped_column(Text)
    we_did: Mapped[str] = mapped_column(Text)
    did_not: Mapped[str | None] = mapped_column(Text)
    activity_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    published_at: Mapped[datetime]
    corrects_id: Mapped[UUID | None]
    """The earlier answer whose place it takes."""
    corrected_at: Mapped[datetime | None]
    """When another took its own place; None of one that stands."""
    withheld: Mapped[bool]
    """Whether its decision became confidential since: then nobody is shown it."""

    __table_args__ = (ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),)


class ActivitySelection(Tenanted, Base):
    """An activity of the insights library that is the assembly of a selection of this panel."""

    __tablename__ = "activity_selections"

    activity_id: Mapped[UUID] = mapped_column(primary_key=True)
    selection_id: Mapped[UUID]

    __table_args__ = (
        ForeignKeyConstraint(
            ["ics", "selection_id"], ["panel.selections.ics", "panel.selections.id"]
        ),
        Index(None, "ics", "selection_id"),
    )


class AssemblyAnswers(Identified, Base):
    """Answers to an assembly's recommendations that governance published together."""

    __tablename__ = "assembly_answers"

    selection_id: Mapped[UUID]
    body_name: Mapped[str] = mapped_column(Text)
    answers: Mapped[list[Any]] = mapped_column(JSONB)
    """Rows of recommendation_id, number, text, answer, reason, decision_id, decision_reference; of
    one that was corrected withdrawn, correction and corrected_at too."""
    answered_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),
        Index(None, "ics", "selection_id"),
    )

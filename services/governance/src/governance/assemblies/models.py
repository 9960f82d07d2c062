"""Tables of commissions, their lotteries, recommendations and answers."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted, Version
from governance.tables import Base


class Assembly(Identified, Base):
    """An assembly or jury that a body commissioned."""

    __tablename__ = "assemblies"

    body_id: Mapped[UUID]
    receiving_body_id: Mapped[UUID]
    decision_id: Mapped[UUID | None]
    """The decision that commissioned it."""
    kind: Mapped[str]
    title: Mapped[str]
    question: Mapped[str]
    seats: Mapped[int]
    categories: Mapped[list[str]] = mapped_column(ARRAY(Text))
    spectrum_level: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    answer_due_on: Mapped[date]
    state: Mapped[str]
    """commissioned, reported or cancelled."""
    cancelled_reason: Mapped[str | None]
    commissioned_at: Mapped[datetime]
    commissioned_by: Mapped[str]
    version: Mapped[Version]


class Lottery(Tenanted, Base):
    """What the panel has said of the selection for an assembly."""

    __tablename__ = "assembly_lotteries"

    assembly_id: Mapped[UUID] = mapped_column(primary_key=True)
    selection_id: Mapped[UUID]
    state: Mapped[str]
    """committed, drawn or completed."""
    seats: Mapped[int]
    root: Mapped[str]
    source: Mapped[str | None]
    draw_on: Mapped[date | None]
    committed_at: Mapped[datetime | None]
    digits: Mapped[str | None]
    evidence: Mapped[str | None]
    drawn_at: Mapped[datetime | None]
    filled: Mapped[int | None]
    replaced: Mapped[int]
    told_version: Mapped[int]
    """Of the selection, when seats were counted last."""
    completed_on: Mapped[date | None]


class Recommendation(Identified, Base):
    """One recommendation of an assembly, in its own words."""

    __tablename__ = "recommendations"

    assembly_id: Mapped[UUID]
    number: Mapped[int]
    text: Mapped[str]
    finding_id: Mapped[UUID | None]
    finding_version: Mapped[int | None]
    reported_at: Mapped[datetime]
    reported_by: Mapped[str]


class RecommendationCorrection(Identified, Base):
    """A correction of a recommendation that was recorded wrongly; the latest stands."""

    __tablename__ = "recommendation_corrections"

    recommendation_id: Mapped[UUID]
    text: Mapped[str | None]
    """None where the assembly made no such recommendation."""
    finding_id: Mapped[UUID | None]
    finding_version: Mapped[int | None]
    reason: Mapped[str]
    corrected_at: Mapped[datetime]
    corrected_by: Mapped[str]


class RecommendationAnswer(Identified, Base):
    """One answer to a recommendation; the latest stands."""

    __tablename__ = "recommendation_answers"

    recommendation_id: Mapped[UUID]
    publication_id: Mapped[UUID]
    """Shared by the answers that were published together."""
    answer: Mapped[str]
    reason: Mapped[str]
    decision_id: Mapped[UUID]
    answered_at: Mapped[datetime]
    answered_by: Mapped[str]

"""Tables of papers. Versions, their evidence and publications are append-only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import CreatedAt, Identified, Tenanted, Version
from governance.tables import Base


class Paper(Identified, Base):
    """A paper for an item of an agenda: which version is current, which is published."""

    __tablename__ = "papers"

    meeting_id: Mapped[UUID]
    item_id: Mapped[UUID]
    state: Mapped[str]
    """draft, final or published: of the current text."""
    text_version: Mapped[int]
    published_version: Mapped[int | None]
    version: Mapped[Version]
    created_at: Mapped[CreatedAt]


class PaperVersion(Tenanted, Base):
    """A text of a paper."""

    __tablename__ = "paper_versions"

    paper_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    template: Mapped[dict[str, Any]]
    """The template of the meeting's day, whole."""
    sections: Mapped[dict[str, Any]]
    """Code → its `text`, or `none_reason`; and `withheld_reason` where it is withheld."""
    withheld_reason: Mapped[str | None]
    """Why the whole paper is withheld from the public."""
    withheld_ground: Mapped[str | None]
    """The ground in the body's terms that allows it; None where they name none."""
    reading_age: Mapped[dict[str, Any] | None]
    """Of what is not withheld; None where that has no words."""
    sha256: Mapped[str]
    """Of the whole text, withheld parts too."""
    reason: Mapped[str | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


class PaperEvidence(Tenanted, Base):
    """One finding, in one version, that a text of a paper cites."""

    __tablename__ = "paper_evidence"

    paper_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[UUID] = mapped_column(primary_key=True)
    finding_version: Mapped[int]


class PaperPublication(Tenanted, Base):
    """A version as everybody may read it."""

    __tablename__ = "paper_publications"

    paper_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]]
    sha256: Mapped[str]
    """Of the content as canonical JSON (RFC 8785)."""
    due_on: Mapped[date]
    published_on: Mapped[date]
    """The day in England."""
    late_reason: Mapped[str | None]
    published_at: Mapped[datetime]
    published_by: Mapped[str]

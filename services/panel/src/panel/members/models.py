"""Tables: members, their demographic answers and their consents; published counts of members."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted, Version
from panel.tables import Base

_MEMBER = ["panel.members.ics", "panel.members.id"]


class Member(Identified, Base):
    """A person on the panel; after they left, the bare fact that somebody was."""

    __tablename__ = "members"

    email_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    email_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed with the member's own key, as all that is sealed here (`panel.datakeys`)."""
    contact_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Name with telephone number or postal address, as JSON; of members without email."""
    telephone_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    post_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Blind indexes, see `panel.members.contacts`."""
    address_number: Mapped[int] = mapped_column(server_default=text("1"))
    """Which of the member's addresses the present one is: mails that went to an earlier one, and
    links in them, are not of this one (`panel.corrections`)."""
    language: Mapped[str] = mapped_column(String(35))
    mail_format: Mapped[str] = mapped_column(String(20))
    place: Mapped[str | None] = mapped_column(String(60))
    connection: Mapped[str] = mapped_column(String(20))
    """lives, works or cared_for in the system's area, as stated on joining."""
    minimum_age_stated: Mapped[int]
    """The age in years that the person stated to have reached."""
    joined_on: Mapped[date]
    left_on: Mapped[date | None]
    manage_token_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    version: Mapped[Version]

    __table_args__ = (
        ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),
        ForeignKeyConstraint(["ics", "place"], ["panel.places.ics", "panel.places.code"]),
        CheckConstraint("mail_format IN ('html', 'plain_text')", name="mail_format"),
        CheckConstraint("connection IN ('lives', 'works', 'cared_for')", name="connection"),
        CheckConstraint(
            "(left_on IS NULL) = (manage_token_hash IS NOT NULL) "
            "AND (left_on IS NULL) = (email_sealed IS NOT NULL OR contact_sealed IS NOT NULL) "
            "AND (email_sealed IS NULL) = (email_index IS NULL) "
            "AND (contact_sealed IS NULL) = (telephone_index IS NULL AND post_index IS NULL)",
            name="address_until_left",
        ),
        Index(None, "ics", "email_index", unique=True),
        Index(None, "ics", "telephone_index", unique=True),
        Index(None, "ics", "post_index", unique=True),
        Index(None, "ics", "manage_token_hash", unique=True),
    )


class DemographicAnswer(Tenanted, Base):
    """One member's answer to one demographic question; no row means no answer.

    That they answered, and by which version of the vocabulary, is in clear; the answer is not.
    """

    __tablename__ = "demographics"

    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    dimension: Mapped[str] = mapped_column(String(60), primary_key=True)
    """Code of the vocabulary that the answer is from."""
    token: Mapped[bytes] = mapped_column(LargeBinary)
    """The answer's blind index; see `panel.vocabularies.codebook`."""
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """The term's code, sealed with the member's own key; prefer_not_to_say is an answer too."""
    vocabulary_version: Mapped[str] = mapped_column(String(60))
    answered_at: Mapped[datetime]

    __table_args__ = (ForeignKeyConstraint(["ics", "member_id"], _MEMBER, ondelete="CASCADE"),)


class Consent(Identified, Base):
    """One consent of one member to one purpose; withdrawn by a date, never by deleting it."""

    __tablename__ = "consents"

    member_id: Mapped[UUID]
    purpose: Mapped[str] = mapped_column(String(60))
    wording: Mapped[str] = mapped_column(Text)
    """The words that were shown."""
    wording_version: Mapped[str] = mapped_column(String(60))
    means: Mapped[str] = mapped_column(String(20))
    """How it was given: web_form on joining, manage_page later; or to somebody who noted it."""
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(["ics", "member_id"], _MEMBER, ondelete="CASCADE"),
        CheckConstraint(
            "means IN ('web_form', 'manage_page', 'telephone', 'paper', 'face_to_face')",
            name="means",
        ),
        Index(
            "uq_consents_ics_member_id_purpose_in_force",
            "ics",
            "member_id",
            "purpose",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index(None, "ics", "member_id"),
    )


class CountRelease(Tenanted, Base):
    """The member counts as they were last published; see `panel.members.counts`."""

    __tablename__ = "count_releases"

    released_on: Mapped[date]
    basis: Mapped[dict[str, Any]]
    """Place → the exact count that the published figure stands for; never leaves the service."""
    figures: Mapped[dict[str, Any]]
    """Place (and total) → the published figure, null where suppressed."""

    __table_args__ = (ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),)

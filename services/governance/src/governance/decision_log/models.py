"""Tables of the decision log."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Identity, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from governance.tables import Base


class LogEntry(Tenanted, Base):
    """One leaf. Append-only; its place is written once, by the sequencer."""

    __tablename__ = "log_entries"

    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    """Order of recording, with gaps; a version comes after the one that it follows."""
    kind: Mapped[str]
    subject_id: Mapped[UUID]
    version: Mapped[int]
    entry: Mapped[bytes]
    leaf_index: Mapped[int | None] = mapped_column(BigInteger)
    """Place in the log, from 0, without gaps; None while it waits for the sequencer."""


class LogSalt(Tenanted, Base):
    """What opens one commitment of a leaf, until it is erased."""

    __tablename__ = "log_salts"

    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    salt: Mapped[bytes]


class LogTile(Tenanted, Base):
    """A hash tile at its widest; made from the entries, and can be made again."""

    __tablename__ = "log_tiles"

    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    hashes: Mapped[bytes]


class LogCheckpoint(Tenanted, Base):
    """What the log said of itself at one size, signed."""

    __tablename__ = "log_checkpoints"

    tree_size: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    root_hash: Mapped[bytes]
    note: Mapped[str]
    verifier_keys: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """The keys that verify the note's signatures, as C2SP's signed-note writes them."""
    signed_at: Mapped[datetime]

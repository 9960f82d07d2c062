"""Tables of witnesses."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from governance.tables import Base


class Witness(Tenanted, Base):
    """One whose cosignatures the log takes, for the days from the first until before another."""

    __tablename__ = "log_witnesses"

    verifier_key: Mapped[str] = mapped_column(primary_key=True)
    """Name, key id and public key, as C2SP's signed-note writes them."""
    title: Mapped[str]
    """Who it is, in words for people."""
    address: Mapped[str | None]
    """Where it takes checkpoints (C2SP tlog-witness); None if it fetches them itself."""
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Cosignature(Tenanted, Base):
    """A witness's latest signature under a checkpoint."""

    __tablename__ = "log_cosignatures"

    tree_size: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    verifier_key: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[str]
    """As it stands in the note, with the end of its line."""
    cosigned_at: Mapped[datetime]
    """As the witness states it."""

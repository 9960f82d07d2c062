"""Table of the rules by which evidence is weighed and ages."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from insights.tables import Base


class EvidenceRule(Tenanted, Base):
    """How evidence is weighed and ages, from a day until the day before another."""

    __tablename__ = "evidence_rules"

    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    half_life_days: Mapped[int]
    half_lives: Mapped[dict[str, int]] = mapped_column(JSONB)
    strengths: Mapped[dict[str, float]] = mapped_column(JSONB)
    unrated_strength: Mapped[float]
    measured_against: Mapped[list[str]] = mapped_column(ARRAY(Text))
    heard_through: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)

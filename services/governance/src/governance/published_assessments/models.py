"""The table of what was published of assessments, append-only."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from governance.tables import Base


class AssessmentPublication(Tenanted, Base):
    """An assessment as everybody may read it from a moment on; the newest stands."""

    __tablename__ = "assessment_publications"

    kind: Mapped[str] = mapped_column(primary_key=True)
    """``duty_to_involve``, or the code of a kind of further assessment."""
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    """The assessment of the duty; of a further one the decision."""
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    published_by: Mapped[str]

"""The declarative base: naming conventions, and columns that every table bears."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from sqlalchemy import DateTime, MetaData, String, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

CreatedAt = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=func.now())]
Json = Annotated[dict[str, Any], mapped_column(JSONB)]
Version = Annotated[int, mapped_column(server_default=text("1"))]
"""Grows by one with every change; the strong ETag is made of it."""


class Base(DeclarativeBase):
    """Base of a service's tables. Each service makes its own subclass with its own schema:

    class Base(common.db.base.Base, abstract...):
        metadata = service_metadata("panel")
    """

    __abstract__ = True
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


def service_metadata(schema: str) -> MetaData:
    """Make the metadata of one service's schema, with the naming conventions."""
    return MetaData(schema=schema, naming_convention=NAMING)


class Tenanted:
    """Columns of every table that belongs to a system: its ODS code first in the primary key."""

    ics: Mapped[str] = mapped_column(String(10), primary_key=True)


class Identified(Tenanted):
    """A tenanted table whose rows have a UUIDv7."""

    id: Mapped[UUID] = mapped_column(primary_key=True)

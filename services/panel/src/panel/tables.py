"""The declarative base of the panel's tables."""

from __future__ import annotations

from common.db.base import Base as CommonBase
from common.db.base import service_metadata


class Base(CommonBase):
    """Base of every table in the schema ``panel``."""

    __abstract__ = True
    metadata = service_metadata("panel")

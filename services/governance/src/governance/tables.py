"""The base of every table of governance's schema."""

from __future__ import annotations

import common.db.base


class Base(common.db.base.Base):
    """Base of the tables of the schema ``governance``."""

    __abstract__ = True
    metadata = common.db.base.service_metadata("governance")

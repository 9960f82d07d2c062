"""The base of every table of the insights schema."""

from __future__ import annotations

import common.db.base


class Base(common.db.base.Base):
    """Base of the tables of the insights schema."""

    __abstract__ = True
    metadata = common.db.base.service_metadata("insights")

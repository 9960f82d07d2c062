"""The base of the gateway's tables."""

from __future__ import annotations

import common.db.base
from common.db.base import service_metadata


class Base(common.db.base.Base):
    """A table in the schema ``gateway``."""

    __abstract__ = True
    metadata = service_metadata("gateway")

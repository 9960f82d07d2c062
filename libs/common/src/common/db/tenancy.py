"""Row-level security: which system a transaction belongs to, and how Postgres is told.

The tenant is set transaction-locally in the very message that begins the transaction, so it costs
no round trip and can't outlive it on a pooled connection. A transaction without a system sees
nothing: the policies compare with NULL then.
"""

from __future__ import annotations

import re
from typing import Any, NewType

import asyncpg

SystemCode = NewType("SystemCode", str)
"""ODS code of an Integrated Care System, such as QE1."""

TENANT_SETTING = "app.ics"

CURRENT_SYSTEM_SQL = f"NULLIF(current_setting('{TENANT_SETTING}', true), '')"
"""SQL for the system of the present transaction; NULL, and so equal to nothing, where unset."""

_SYSTEM_CODE = re.compile(r"[A-Z0-9]{3,10}")


def system_code(text: str) -> SystemCode:
    """Read an ODS code.

    Raises:
        ValueError: if it isn't 3 to 10 capital letters and digits.
    """
    if not _SYSTEM_CODE.fullmatch(text):
        raise ValueError("a system's code is 3 to 10 capital letters and digits, such as QE1")
    return SystemCode(text)


class TenantConnection(asyncpg.Connection):
    """An asyncpg connection whose every transaction begins with its tenant set.

    asyncpg begins a transaction by ``execute("BEGIN …;")`` in the simple protocol, where one
    message may hold several statements; the setting rides along in that message.
    """

    __slots__ = ("tenant",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tenant: SystemCode | None = None

    async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str:  # noqa: ASYNC109
        if not args and query.startswith("BEGIN") and self.tenant is not None:
            code = system_code(self.tenant)
            query = f"{query} SELECT set_config('{TENANT_SETTING}', '{code}', true);"
        status: str = await super().execute(query, *args, timeout=timeout)
        return status

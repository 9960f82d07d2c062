"""Jobs that do something in every system: one that fails holds up no other, and is noticed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from common.db.tenancy import SystemCode
from common.observability.logging import get_logger

_log = get_logger(__name__)


class SomeFailed(Exception):
    """A job failed in some systems; so the worker counts a failed run of it."""

    def __init__(self, systems: Iterable[SystemCode]) -> None:
        super().__init__(f"it failed in {', '.join(systems)}")


async def in_each(
    systems: Iterable[SystemCode], do: Callable[[SystemCode], Awaitable[object]]
) -> None:
    """Do something in each system, whatever becomes of it in the others.

    Raises:
        SomeFailed: if it failed in some, once all had their turn.
    """
    failed: list[SystemCode] = []
    for ics in systems:
        try:
            await do(ics)
        except Exception:
            _log.exception("a job failed in a system", ics=ics)
            failed.append(ics)
    if failed:
        raise SomeFailed(failed)

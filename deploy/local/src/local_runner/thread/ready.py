"""Waiting until there is a system to walk: it takes a while to start."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import httpx

from local_runner.thread.context import INVOLVEMENT_TEAM, Start
from local_runner.thread.errors import BrokenThread

PATIENCE = 120.0
"""Seconds that the first start of a system may take."""
POLL_SECONDS = 0.25
_AWAY = frozenset({502, 503, 504})
_READS = {
    "panel": "/panel/surveys",
    "insights library": "/insights/activities",
    "decision log": "/governance/bodies",
}
"""What each service is asked, by the name that people know it by."""


def await_system(
    start: Start,
    say: Callable[[str], object],
    *,
    patience: float = PATIENCE,
    transport: httpx.BaseTransport | None = None,
) -> None:
    """Wait until the keys are written, the gateway is ready, and each service answers behind it.

    Args:
        start: where they are.
        say: is told what is waited for, each time that this changes.
        patience: seconds to wait for all of it.
        transport: of HTTP, for tests.

    Raises:
        BrokenThread: if something is missing then; the message names it.
    """
    deadline = time.monotonic() + patience
    said: str | None = None
    while (missing := _missing(start, transport)) is not None:
        if time.monotonic() > deadline:
            raise BrokenThread(
                f"{missing}, after {patience:g} seconds. "
                "Is the system running? Start it with `make run`."
            )
        if missing != said:
            say(f"Waiting: {missing}")
            said = missing
        time.sleep(POLL_SECONDS)


def _missing(start: Start, transport: httpx.BaseTransport | None) -> str | None:
    if not start.secrets.exists():
        return f"{start.secrets} is not there"
    keys = json.loads(start.secrets.read_text("utf-8")).get(start.system, {})
    if INVOLVEMENT_TEAM not in keys:
        return f"{start.secrets} has no key of the {INVOLVEMENT_TEAM.lower()} of {start.system}"
    try:
        with httpx.Client(transport=transport, timeout=5) as http:
            if (status := http.get(f"{start.base}/health/ready").status_code) != 200:
                return f"the gateway at {start.base} is not ready (status {status})"
            headers = {"Authorization": f"Bearer {keys[INVOLVEMENT_TEAM]}"}
            for service, path in _READS.items():
                address = f"{start.base}/api/v1/{start.system}{path}"
                if http.get(address, headers=headers).status_code in _AWAY:
                    return f"the {service} does not answer"
    except httpx.TransportError as error:
        return f"the gateway at {start.base} can't be reached ({type(error).__name__})"
    return None

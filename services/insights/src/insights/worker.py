"""The worker of the insights library. Run: ``python -m insights.worker``."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from common.messaging.worker import Periodic, run_worker
from common.settings import load_settings
from insights.arrivals.handling import Usher
from insights.settings import InsightsSettings
from insights.subscriptions import SUBSCRIPTIONS

ARRIVALS_EVERY = timedelta(seconds=2)
"""Whoever is concerned by what was published is told this long after it, about."""


def periodic(settings: InsightsSettings) -> list[Periodic]:
    """Give the worker's own jobs."""
    return [Periodic("arrivals", ARRIVALS_EVERY, Usher().handle_due)]


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    settings = load_settings(InsightsSettings)
    asyncio.run(run_worker(settings, SUBSCRIPTIONS, periodic(settings)))


if __name__ == "__main__":
    main()

"""The worker of the insights library. Run: ``python -m insights.worker``."""

from __future__ import annotations

import asyncio

from common.messaging.worker import run_worker
from common.settings import load_settings
from insights.settings import InsightsSettings
from insights.subscriptions import SUBSCRIPTIONS


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    asyncio.run(run_worker(load_settings(InsightsSettings), SUBSCRIPTIONS))


if __name__ == "__main__":
    main()

"""The worker of the insights library. Run: ``python -m insights.worker``."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from common.messaging.worker import Periodic, run_worker
from common.settings import load_settings
from insights.settings import InsightsSettings
from insights.subscriptions import SUBSCRIPTIONS
from insights.suggestions import service as suggestions

PERIODIC = [Periodic("theme suggestions", timedelta(seconds=30), suggestions.read_waiting)]
"""Comments wait half a minute at most to be read; the job does nothing where none wait."""


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    asyncio.run(run_worker(load_settings(InsightsSettings), SUBSCRIPTIONS, PERIODIC))


if __name__ == "__main__":
    main()

"""Composition root of governance's worker: ``python -m governance.worker``."""

from __future__ import annotations

import asyncio

from common.messaging.worker import run_worker
from common.settings import load_settings
from governance.settings import GovernanceSettings
from governance.subscriptions import SUBSCRIPTIONS


def main() -> None:
    """Run relay and consumer until told to stop."""
    asyncio.run(run_worker(load_settings(GovernanceSettings), SUBSCRIPTIONS))


if __name__ == "__main__":
    main()

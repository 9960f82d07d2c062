"""The gateway's worker: keeps the thread in step with the events of the other services."""

from __future__ import annotations

import asyncio

from common.messaging.worker import run_worker
from common.settings import load_settings
from gateway.settings import GatewaySettings
from gateway.subscriptions import SUBSCRIPTIONS


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    asyncio.run(run_worker(load_settings(GatewaySettings), SUBSCRIPTIONS))


if __name__ == "__main__":
    main()

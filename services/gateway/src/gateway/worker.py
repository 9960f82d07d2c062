"""The gateway's worker: keeps the thread in step with the events of the other services."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from common.messaging.worker import Periodic, run_worker
from common.settings import load_settings
from gateway.embed.spent import forget_expired
from gateway.settings import GatewaySettings
from gateway.subscriptions import SUBSCRIPTIONS
from gateway.thread import service as thread

UPKEEP_EVERY = timedelta(minutes=5)


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    jobs = [Periodic("forget used proofs of work", UPKEEP_EVERY, forget_expired)]
    asyncio.run(run_worker(load_settings(GatewaySettings), SUBSCRIPTIONS, jobs, thread.mend))


if __name__ == "__main__":
    main()

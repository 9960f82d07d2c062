"""A service's worker as a process, for the tests: ``python worker_main.py [broken|startless]``."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from typing import ClassVar

from common.db.engine import Database
from common.messaging.subscriptions import Subscriptions
from common.messaging.worker import Periodic, run_worker
from common.settings import ServiceSettings, load_settings
from faults.platform import QE1, CounterGrew, grow, write_effect
from faults.tools import new_counter


class PanelSettings(ServiceSettings):
    service: ClassVar[str] = "panel"


class InsightsSettings(ServiceSettings):
    service: ClassVar[str] = "insights"


async def grow_one(database: Database) -> None:
    async with database.transaction(QE1) as session:
        await grow(session, QE1, new_counter())


async def refuse(database: Database) -> None:
    raise RuntimeError("not today")


def main(kind: str) -> None:
    if kind == "consumer":
        subscriptions = Subscriptions("insights").on(CounterGrew, write_effect)
        periodic = [Periodic("refusing", timedelta(seconds=0.1), refuse)]
        asyncio.run(run_worker(load_settings(InsightsSettings), subscriptions, periodic))
    else:
        asyncio.run(run_worker(load_settings(PanelSettings), None, (), grow_one))


if __name__ == "__main__":
    main(sys.argv[1])

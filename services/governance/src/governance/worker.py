"""Composition root of governance's worker: ``python -m governance.worker``."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import NoReturn

from common.messaging.worker import Periodic, run_worker
from common.settings import load_settings
from governance.decision_log import sequencer
from governance.settings import GovernanceSettings
from governance.subscriptions import SUBSCRIPTIONS


def periodic(settings: GovernanceSettings) -> list[Periodic]:
    """Give the worker's own jobs.

    Raises:
        SystemExit: with status 78 (EX_CONFIG) where the log's keys are not there.
    """
    if settings.log_keys is None:
        _refuse("a worker needs it, to sign the decision log")
    try:
        grow = sequencer.job(settings.log_name, Path(settings.log_keys))
    except (OSError, ValueError):
        _refuse("holds no key set with private keys; see python -m common.crypto.keys")
    return [Periodic("decision log", sequencer.EVERY, grow)]


def main() -> None:
    """Run relay, consumer and the log's sequencer until told to stop."""
    settings = load_settings(GovernanceSettings)
    asyncio.run(run_worker(settings, SUBSCRIPTIONS, periodic(settings)))


def _refuse(reason: str) -> NoReturn:
    sys.stderr.write(f"governance worker ends: GT_LOG_KEYS: {reason}\n")
    raise SystemExit(78)


if __name__ == "__main__":
    main()

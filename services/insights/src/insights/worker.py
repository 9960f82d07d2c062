"""The worker of the insights library. Run: ``python -m insights.worker``."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from common.clock import Clock, utc_now
from common.mail.carriers import carrier_of
from common.messaging.worker import Periodic, run_worker
from common.settings import load_settings
from insights.addresses.digests import Digests
from insights.arrivals.handling import Usher
from insights.keys import InsightsKeys
from insights.mail.delivery import PostOffice
from insights.settings import InsightsSettings
from insights.subscriptions import SUBSCRIPTIONS

ARRIVALS_EVERY = timedelta(seconds=2)
"""Whoever is concerned by what was published is told this long after it, about."""

DIGESTS_EVERY = timedelta(minutes=1)
MAIL_EVERY = timedelta(seconds=1)
"""A mail waits at most this long, so that somebody who waits for a link has it at once."""


def periodic(settings: InsightsSettings, clock: Clock = utc_now) -> list[Periodic]:
    """Give the worker's own jobs."""
    keys = InsightsKeys.of(settings)
    post_office = PostOffice(
        keys,
        carrier_of(settings),
        public_url=settings.public_url,
        sender=settings.mail_from,
        clock=clock,
    )
    return [
        Periodic("arrivals", ARRIVALS_EVERY, Usher(clock).handle_due),
        Periodic("mails of notices", DIGESTS_EVERY, Digests(keys, clock).queue_due),
        Periodic("send mail", MAIL_EVERY, post_office.send_due),
    ]


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    settings = load_settings(InsightsSettings)
    asyncio.run(run_worker(settings, SUBSCRIPTIONS, periodic(settings)))


if __name__ == "__main__":
    main()

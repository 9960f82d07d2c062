"""The panel's worker: relay, subscriptions, mail, upkeep. Run as ``python -m panel.worker``."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from common.messaging.worker import Periodic, run_worker
from common.settings import load_settings
from panel.keys import PanelKeys
from panel.mail.adapters import carrier_of
from panel.mail.delivery import PostOffice
from panel.members.counts import release_counts
from panel.settings import PanelSettings
from panel.signups.service import delete_expired
from panel.subscriptions import SUBSCRIPTIONS
from panel.surveys.service import close_overdue

MAIL_EVERY = timedelta(milliseconds=250)
"""A mail waits at most this long, so that somebody who has just signed up has it at once."""


def periodic_jobs(settings: PanelSettings) -> list[Periodic]:
    """List what the worker does again and again."""
    post_office = PostOffice.of(settings, PanelKeys.of(settings), carrier_of(settings))
    return [
        Periodic("send mail", MAIL_EVERY, post_office.send_due),
        Periodic("forget finished mail", timedelta(hours=1), post_office.forget_finished),
        Periodic("delete expired sign-ups", timedelta(minutes=5), delete_expired),
        Periodic("close overdue surveys", timedelta(minutes=5), close_overdue),
        Periodic("publish member counts", timedelta(minutes=5), release_counts),
    ]


def main() -> None:
    """Work until told to stop."""
    settings = load_settings(PanelSettings)
    asyncio.run(run_worker(settings, SUBSCRIPTIONS, periodic_jobs(settings)))


if __name__ == "__main__":
    main()

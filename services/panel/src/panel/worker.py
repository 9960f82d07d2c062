"""The panel's worker: relay, subscriptions, mail, upkeep. Run as ``python -m panel.worker``."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from common.db.engine import Database
from common.mail.carriers import carrier_of
from common.messaging.worker import Job, Periodic, run_worker
from common.settings import load_settings
from panel.ballots.wiping import wipe_spent_keys
from panel.bulletins.reception import publish_figures
from panel.bulletins.sending import Sender
from panel.corrections.addresses import forget_unconfirmed
from panel.erasures.keeping import Keeper
from panel.erasures.progress import Terms
from panel.erasures.service import announce_again
from panel.erasures.watch import count_outstanding
from panel.gatherings.upkeep import look_after_gatherings
from panel.keys import PanelKeys
from panel.mail.delivery import PostOffice
from panel.mail.held_counts import release_held_counts
from panel.members.counts import release_counts
from panel.pilots.service import end_overdue as end_trials
from panel.polls.service import look_after_polls
from panel.representation.releases import release_representation
from panel.rewards.paying import forget_old_entries
from panel.segments.counts import release_segment_counts
from panel.selection.calculation import Calculator
from panel.settings import PanelSettings
from panel.signups.service import delete_expired
from panel.subscriptions import SUBSCRIPTIONS
from panel.surveys.closing import Closer

MAIL_EVERY = timedelta(milliseconds=250)
"""A mail waits at most this long, so that somebody who has just signed up has it at once."""
BULLETINS_EVERY = timedelta(seconds=10)
CALCULATE_EVERY = timedelta(seconds=2)
CLOSE_EVERY = timedelta(seconds=2)
LEDGER_EVERY = timedelta(seconds=5)
"""An erasure is in the file of the ledger at most this long after it was asked for."""
UPKEEP_EVERY = timedelta(minutes=5)


def periodic(settings: PanelSettings) -> list[Periodic]:
    """List what the worker does again and again.

    Upkeep is one job of several, since each job holds a database connection while it runs.
    """
    keys = PanelKeys.of(settings)
    post_office = PostOffice.of(settings, keys, carrier_of(settings))
    calculator = Calculator(keys)
    closer = Closer(keys)
    sender = Sender(keys, settings.public_url)

    async def release_segments(database: Database) -> None:
        await release_segment_counts(database, keys)

    async def release_make_up(database: Database) -> None:
        await release_representation(database, keys)

    async def look_after_events(database: Database) -> None:
        await look_after_gatherings(database, keys)

    async def announce_erasures(database: Database) -> None:
        every = timedelta(seconds=settings.erasure_repeat_seconds)
        await announce_again(database, keys=keys, every=every)

    upkeep = in_turn(
        [
            delete_expired,
            forget_unconfirmed,
            closer.close_due,
            wipe_spent_keys,
            end_trials,
            look_after_polls,
            release_counts,
            release_make_up,
            release_segments,
            release_held_counts,
            announce_erasures,
            count_outstanding,
            forget_old_entries,
            publish_figures,
            look_after_events,
            post_office.forget_finished,
            post_office.reconsider_held,
        ]
    )
    return [
        *_ledger(settings, keys),
        Periodic("send mail", MAIL_EVERY, post_office.send_due),
        Periodic("send bulletins", BULLETINS_EVERY, sender.send_due),
        Periodic("calculate selections", CALCULATE_EVERY, calculator.calculate_due),
        Periodic("close surveys", CLOSE_EVERY, closer.close_handed_over),
        Periodic("upkeep", UPKEEP_EVERY, upkeep),
    ]


def _ledger(settings: PanelSettings, keys: PanelKeys) -> list[Periodic]:
    if settings.erasure_ledger is None:
        return []
    terms = Terms(settings.erasure_awaits(), timedelta(seconds=settings.erasure_due_seconds))
    keeper = Keeper(keys, terms, Path(settings.erasure_ledger))
    return [Periodic("keep the erasure ledger", LEDGER_EVERY, keeper.keep)]


def in_turn(jobs: Sequence[Job]) -> Job:
    """Make one job of several; one that fails does not keep the later ones from their turn.

    Raises (when run):
        ExceptionGroup: of what failed, after the last has had its turn.
    """

    async def all_in_turn(database: Database) -> None:
        errors: list[Exception] = []
        for job in jobs:
            try:
                await job(database)
            except Exception as error:
                errors.append(error)
        if errors:
            raise ExceptionGroup("upkeep", errors)

    return all_in_turn


def main() -> None:
    """Work until told to stop."""
    settings = load_settings(PanelSettings)
    asyncio.run(run_worker(settings, SUBSCRIPTIONS, periodic(settings)))


if __name__ == "__main__":
    main()

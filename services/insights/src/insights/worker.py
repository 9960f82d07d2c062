"""The worker of the insights library. Run: ``python -m insights.worker``."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from common.clock import Clock, utc_now
from common.db.engine import Database
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from common.mail.carriers import carrier_of
from common.messaging.worker import Periodic, run_worker
from common.settings import load_settings
from insights.addresses.digests import Digests
from insights.arrivals.handling import Usher
from insights.files import service as files
from insights.files.earlier import Looker
from insights.files.of_findings import tell_depositor
from insights.files.storage import open_store
from insights.files.upkeep import destroy_orphans
from insights.findings.embargoes import Lifter
from insights.keys import InsightsKeys
from insights.ledger.keeping import Keeper
from insights.mail.delivery import PostOffice
from insights.settings import InsightsSettings
from insights.spelling.service import read_libraries
from insights.stories.leaving import Destroy, expire_ended
from insights.subscriptions import SUBSCRIPTIONS
from insights.suggestions import service as suggestions
from insights.uploads import service as uploads
from insights.uploads.running import Importer
from insights.uploads.service import Inbox

SUGGEST_EVERY = timedelta(seconds=30)
"""Comments wait half a minute at most to be read; the job does nothing where none wait."""
EXPIRE_EVERY = timedelta(minutes=5)
"""From midnight on nobody is given what has ended; its words are deleted this much later."""
LEDGER_EVERY = timedelta(seconds=5)
"""What was taken back is in the file of the ledger at most this long after."""
ORPHANS_EVERY = timedelta(minutes=30)
EARLIER_EVERY = timedelta(minutes=1)
"""Files from before wait this long after an upgrade at most; later nothing waits."""
IMPORT_EVERY = timedelta(seconds=1)
"""A file that came whole waits at most this long, where no other is being imported."""
OUTDATED_EVERY = timedelta(minutes=10)
"""An upload that was not finished in time is destroyed this much later, about."""
ARRIVALS_EVERY = timedelta(seconds=2)
"""Whoever is concerned by what was published is told this long after it, about."""
EMBARGOES_EVERY = timedelta(seconds=1)
"""What comes out of an embargo is published this long after the moment, about; never before it."""
DIGESTS_EVERY = timedelta(minutes=1)
WORDS_EVERY = timedelta(minutes=5)
"""A typing error may be mended into a new word this long after it was published, about."""
MAIL_EVERY = timedelta(seconds=1)
"""A mail waits at most this long, so that somebody who waits for a link has it at once."""


def periodic(settings: InsightsSettings, clock: Clock = utc_now) -> list[Periodic]:
    """List what the worker does again and again."""
    store = open_store(settings)
    keys = InsightsKeys.of(settings)
    post_office = PostOffice(
        keys,
        carrier_of(settings),
        public_url=settings.public_url,
        sender=settings.mail_from,
        clock=clock,
    )

    async def destroy(ics: SystemCode, ids: list[UUID]) -> None:
        await files.destroy(store, ics, ids)

    async def end_stories(database: Database) -> None:
        await expire_ended(database, destroy, now=clock())

    async def tidy_files(database: Database) -> None:
        await destroy_orphans(database, store, uploads.present, now=clock())

    async def end_uploads(database: Database) -> None:
        async with database.reading(None) as session:
            systems = await uploads.all_systems(session)

        async def end(ics: SystemCode) -> None:
            await uploads.expire(Inbox(database, store, keys, ics, clock))

        await in_each(systems, end)

    async def read_words(database: Database) -> None:
        await read_libraries(database, clock)

    return [
        Periodic("import uploads", IMPORT_EVERY, Importer(store, keys, clock).import_waiting),
        Periodic("destroy outdated uploads", OUTDATED_EVERY, end_uploads),
        Periodic("theme suggestions", SUGGEST_EVERY, suggestions.read_waiting),
        Periodic("delete stories whose consent has ended", EXPIRE_EVERY, end_stories),
        *_ledger(settings, destroy, clock),
        Periodic("destroy bytes that belong to no file", ORPHANS_EVERY, tidy_files),
        Periodic(
            "look through files from before",
            EARLIER_EVERY,
            Looker(store, tell_depositor, clock).look_through,
        ),
        Periodic("end embargoes", EMBARGOES_EVERY, Lifter(clock).lift_due),
        Periodic("arrivals", ARRIVALS_EVERY, Usher(clock).handle_due),
        Periodic("mails of notices", DIGESTS_EVERY, Digests(keys, clock).queue_due),
        Periodic("words of the library", WORDS_EVERY, read_words),
        Periodic("send mail", MAIL_EVERY, post_office.send_due),
    ]


def _ledger(settings: InsightsSettings, destroy: Destroy, clock: Clock) -> list[Periodic]:
    if settings.withdrawal_ledger is None:
        return []
    keeper = Keeper(Path(settings.withdrawal_ledger), destroy, clock=clock)
    return [Periodic("keep the ledger of what was taken back", LEDGER_EVERY, keeper.keep)]


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    settings = load_settings(InsightsSettings)
    asyncio.run(run_worker(settings, SUBSCRIPTIONS, periodic(settings)))


if __name__ == "__main__":
    main()

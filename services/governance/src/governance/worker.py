"""Composition root of governance's worker: ``python -m governance.worker``."""

from __future__ import annotations

import asyncio
import sys
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import NoReturn

from common.db.engine import Database
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from common.mail.carriers import carrier_of
from common.messaging.worker import Periodic, run_worker
from common.settings import load_settings
from governance.confirmations import service as confirmations
from governance.contacts import service as contacts
from governance.decision_log import sequencer
from governance.decision_log import service as decision_log
from governance.decisions import service as decisions
from governance.feedback import service as feedback
from governance.keys import GovernanceKeys
from governance.mail.delivery import PostOffice
from governance.petitions import handling as petitions
from governance.questions import service as questions
from governance.reporting import service as reporting
from governance.settings import GovernanceSettings
from governance.subscriptions import SUBSCRIPTIONS
from governance.threads import looking_after as threads
from governance.vocabularies import service as vocabularies
from governance.witnesses import submitting
from governance.witnesses.port import Channel
from governance.witnesses.submitting import Submitter

MAIL_EVERY = timedelta(milliseconds=500)
"""A mail waits at most this long, so that somebody who waits for a link has it at once."""
UPKEEP_EVERY = timedelta(minutes=5)


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
    keys = GovernanceKeys.of(settings)
    post_office = PostOffice(
        keys,
        carrier_of(settings),
        public_url=settings.public_url,
        sender=settings.mail_from,
    )
    return [
        Periodic("decision log", sequencer.EVERY, grow),
        Periodic("witnesses", submitting.EVERY, Submitter(_OverHttp()).run),
        Periodic("send mail", MAIL_EVERY, post_office.send_due),
        Periodic("expired addresses", UPKEEP_EVERY, confirmations.delete_expired),
        Periodic("finished mails", UPKEEP_EVERY, post_office.forget_finished),
        Periodic("senders of questions", UPKEEP_EVERY, questions.forget_due),
        Periodic("what comes back", UPKEEP_EVERY, reporting.look_after),
        Periodic("petitions", UPKEEP_EVERY, petitions.look_after),
        Periodic("owed answers", UPKEEP_EVERY, partial(threads.look_after, keys=keys)),
        Periodic("addresses of holders", UPKEEP_EVERY, contacts.forget_ended),
    ]


class _OverHttp:
    """Reaches witnesses over HTTP; its library, 5 MB, is loaded once there is one to be reached."""

    def open(self) -> AbstractAsyncContextManager[Channel]:
        from governance.witnesses.http import HttpMessenger  # noqa: PLC0415

        return HttpMessenger().open()


async def log_earlier(database: Database) -> None:
    """Log what was recorded before there was a log; after the first time there is nothing."""
    async with database.reading(None) as session:
        systems = await vocabularies.systems(session)

    async def in_one(ics: SystemCode) -> None:
        async with database.transaction(ics) as session:
            await decision_log.hold(session, ics)
            await decisions.log_earlier(session, ics)
            await feedback.log_earlier(session, ics)

    await in_each(systems, in_one)


def main() -> None:
    """Run relay, consumer and the log's sequencer until told to stop."""
    settings = load_settings(GovernanceSettings)
    asyncio.run(run_worker(settings, SUBSCRIPTIONS, periodic(settings), log_earlier))


def _refuse(reason: str) -> NoReturn:
    sys.stderr.write(f"governance worker ends: GT_LOG_KEYS: {reason}\n")
    raise SystemExit(78)


if __name__ == "__main__":
    main()

"""The worker's job that takes the newest checkpoint of each log to its witnesses."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from datetime import datetime, timedelta

from common.clock import Clock, utc_now
from common.db.engine import Database
from common.db.tenancy import SystemCode
from common.errors import DomainError
from common.observability.logging import get_logger
from governance.vocabularies import service as vocabularies
from governance.witnesses import service
from governance.witnesses.metrics import ANSWERS
from governance.witnesses.port import Answer, Channel, Messenger, WitnessUnreachable
from governance.witnesses.service import Submission

EVERY = timedelta(seconds=1)
LONGEST_PAUSE = 60
"""Seconds after which a witness that fails is asked again at the latest."""
_SIZE = re.compile(r"(?:0|[1-9][0-9]{0,15})\n")
_COSIGNED, _OTHER_SIZE, _BUSY = 200, 409, 429
_BROKEN = 500

log = get_logger(__name__)


class _Refused(Exception):
    """A witness will not cosign: it knows another tree, or does not know the log."""


class Submitter:
    """Asks the witnesses of all systems. One that fails does not hold up the others.

    Args:
        messenger: reaches them.
    """

    def __init__(self, messenger: Messenger, *, clock: Clock = utc_now) -> None:
        self._messenger = messenger
        self._clock = clock
        self._failures: defaultdict[tuple[str, str], int] = defaultdict(int)
        self._resting: dict[tuple[str, str], datetime] = {}

    async def run(self, database: Database) -> None:
        """Take what is due to every witness that is not resting after a failure."""
        async with database.reading(None) as session:
            systems = await vocabularies.systems(session)
        now, asked = self._clock(), []
        for ics in systems:
            async with database.reading(ics) as session:
                found = await service.due(session, now)
            asked += [(ics, one) for one in found if self._may_ask(ics, one, now)]
        if asked:
            async with self._messenger.open() as channel:
                await asyncio.gather(*(self._submit(database, channel, *one) for one in asked))

    def _may_ask(self, ics: SystemCode, submission: Submission, now: datetime) -> bool:
        rests_until = self._resting.get((ics, submission.witness.verifier_key))
        return rests_until is None or rests_until <= now

    async def _submit(
        self, database: Database, channel: Channel, ics: SystemCode, submission: Submission
    ) -> None:
        who = (ics, submission.witness.verifier_key)
        try:
            lines = await _cosignatures(database, channel, ics, submission)
            async with database.transaction(ics) as session:
                size = submission.checkpoint.tree_size
                await service.accept(session, ics, size, lines, self._clock())
        except WitnessUnreachable as error:
            self._rest(who, "unreachable", submission, str(error))
        except _Refused as error:
            self._rest(who, "refused", submission, str(error))
        except DomainError as error:
            self._rest(who, "wrong", submission, error.code)
        else:
            ANSWERS.labels("cosigned").inc()
            self._failures.pop(who, None)

    def _rest(self, who: tuple[str, str], outcome: str, submission: Submission, why: str) -> None:
        ANSWERS.labels(outcome).inc()
        self._failures[who] += 1
        pause = min(1 << self._failures[who], LONGEST_PAUSE)
        self._resting[who] = self._clock() + timedelta(seconds=pause)
        witness = submission.witness.verifier_key.partition("+")[0]
        log.warning(
            "checkpoint not cosigned", ics=who[0], witness=witness, outcome=outcome, why=why
        )


async def _cosignatures(
    database: Database, channel: Channel, ics: SystemCode, submission: Submission
) -> str:
    """Get a witness's lines; ask once more where it has seen another size than we knew."""
    answer = await _ask(database, channel, ics, submission, submission.old_size)
    seen = _size_seen(answer)
    if seen is not None:
        if seen > submission.checkpoint.tree_size:
            raise _Refused("it has seen a larger tree than this log has")
        answer = await _ask(database, channel, ics, submission, seen)
    if answer.status == _COSIGNED:
        return answer.text
    if answer.status >= _BROKEN or answer.status == _BUSY:
        raise WitnessUnreachable(f"status {answer.status}")
    raise _Refused(f"status {answer.status}")


async def _ask(
    database: Database, channel: Channel, ics: SystemCode, submission: Submission, old_size: int
) -> Answer:
    async with database.reading(ics) as session:
        body = await service.submission_body(session, submission, old_size)
    return await channel.add_checkpoint(submission.witness.address or "", body.encode())


def _size_seen(answer: Answer) -> int | None:
    told = answer.status == _OTHER_SIZE and answer.content_type == "text/x.tlog.size"
    return int(answer.text) if told and _SIZE.fullmatch(answer.text) else None

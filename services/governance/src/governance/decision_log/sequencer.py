"""The one who grows the log: gives waiting entries their places, and signs the new tree.

One worker at a time runs it (`Periodic`), and it locks a system's log besides. Places, tiles and
checkpoint are one transaction, so a place without a checkpoint, or a gap, is never seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from common.clock import Clock, utc_now
from common.db.engine import Database, WriteSession
from common.db.tenancy import SystemCode
from common.messaging.worker import Job
from common.observability.logging import get_logger
from governance.decision_log import merkle, notes, repository, tiles
from governance.decision_log.errors import LogDamaged
from governance.decision_log.models import LogCheckpoint
from governance.decision_log.notes import Checkpoint, Signer
from governance.vocabularies import service as vocabularies

EVERY = timedelta(seconds=2)
"""A recorded decision is under a checkpoint after about this time; ten seconds are promised."""
BATCH = 5000
"""Entries that one transaction gives places to."""

log = get_logger()


class Sequencer:
    """Grows the logs of all systems.

    Args:
        name: what every log's public name begins with, such as ``involve.example.org/log``.
        keys: they all sign, so that a new key can be made known before the old one goes.
    """

    def __init__(
        self, name: str, keys: Sequence[Ed25519PrivateKey], *, clock: Clock = utc_now
    ) -> None:
        self._name = name
        self._keys = keys
        self._clock = clock

    async def run(self, database: Database) -> None:
        """Grow every system's log until nothing waits. A damaged log does not hold up the others.

        Raises:
            LogDamaged: if what is stored of some log contradicts what was signed.
        """
        async with database.reading(None) as session:
            systems = await vocabularies.systems(session)
        damaged = []
        for ics in systems:
            try:
                while await self._grow(database, ics) == BATCH:
                    pass
            except LogDamaged as error:
                log.error("decision log is damaged", ics=ics, reason=str(error))
                damaged.append(ics)
        if damaged:
            raise LogDamaged(f"nothing more is signed for {', '.join(damaged)}")

    async def _grow(self, database: Database, ics: SystemCode) -> int:
        async with database.transaction(ics) as session:
            await repository.lock(session, ics)
            return await self.grow(session, ics, self._clock())

    async def grow(
        self, session: WriteSession, ics: SystemCode, now: datetime, limit: int = BATCH
    ) -> int:
        """Give places to what waits, and sign; the log must be locked. Gives how many it placed.

        Raises:
            LogDamaged: if the tiles don't give the root that was signed last.
        """
        last = await repository.latest_checkpoint(session)
        found = await repository.waiting(session, limit)
        if last is not None and not found:
            return 0
        size = last.tree_size if last is not None else 0
        tree = tiles.Tree(size, await repository.tiles(session, tiles.right_edge(size)))
        _check(tree, last)
        tree.grow([merkle.leaf_hash(entry) for _, entry in found])
        await repository.place(session, size, [seq for seq, _ in found])
        await repository.put_tiles(session, ics, tree.changed())
        signers = [Signer(f"{self._name}/{ics}", key) for key in self._keys]
        signed = Checkpoint(f"{self._name}/{ics}", tree.size, tree.root())
        session.add(
            LogCheckpoint(
                ics=ics,
                tree_size=signed.tree_size,
                root_hash=signed.root_hash,
                note=notes.signed(signed, signers),
                verifier_keys=[signer.verifier_key for signer in signers],
                signed_at=now,
            )
        )
        await session.flush()
        return len(found)


def _check(tree: tiles.Tree, last: LogCheckpoint | None) -> None:
    """Never sign a tree that does not continue the last one."""
    if last is None:
        return
    try:
        sound = tree.root() == last.root_hash
    except KeyError:
        sound = False
    if not sound:
        raise LogDamaged("its tiles do not give the root that was signed last")


def job(name: str, keys: Path) -> Job:
    """Give the worker's job.

    Raises:
        ValueError, OSError: if the file holds no private keys.
    """
    return Sequencer(name, notes.read_log_keys(keys)).run

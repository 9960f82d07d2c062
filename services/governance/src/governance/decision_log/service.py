"""The decision log's rules: what is put on record becomes a leaf in the same transaction, and what
the log shows never goes beyond its last signed checkpoint."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from governance.decision_log import merkle, repository, statements, tiles
from governance.decision_log.errors import NoSuchTree, NotInTheLog
from governance.decision_log.models import LogCheckpoint, LogEntry
from governance.decision_log.statements import Statement
from governance.decision_log.tiles import HASH, WIDTH, TilePath


@dataclass(frozen=True)
class Logged:
    """A leaf with what opens its commitments."""

    entry: bytes
    leaf_index: int | None
    """None while it waits for the next checkpoint."""
    salts: dict[str, bytes]
    """By field; those that were erased are left out."""


@dataclass(frozen=True)
class Proof:
    """The hashes that prove something of a tree, in the order of RFC 6962."""

    tree_size: int
    root_hash: bytes
    hashes: list[bytes]


async def append(session: WriteSession, ics: SystemCode, statement: Statement) -> None:
    """Put a statement on the log's record, in the transaction of what it states.

    Its place, and a checkpoint that covers it, follow within seconds (`sequencer`).
    """
    written = statements.write(ics, statement)
    entry = LogEntry(
        ics=ics,
        kind=statement.kind,
        subject_id=statement.subject_id,
        version=statement.version,
        entry=written.entry,
    )
    await repository.add_entry(session, entry, written.salts)


async def hold(session: WriteSession, ics: SystemCode) -> None:
    """Keep the sequencer and other workers from this system's log until the transaction ends."""
    await repository.lock(session, ics)


async def logged_versions(
    session: ReadSession, subject_id: UUID | None = None
) -> set[tuple[UUID, int]]:
    """Give (subject, version) of all that is logged, or of what is of one subject."""
    return await repository.logged_versions(session, subject_id)


async def logged(session: ReadSession, subject_id: UUID, version: int) -> Logged:
    """Give the leaf of a version of a decision or of feedback.

    Raises:
        NotInTheLog: if there is none.
    """
    entry = await repository.entry_of(session, subject_id, version)
    if entry is None:
        raise NotInTheLog
    salts = await repository.salts_of(session, subject_id, version)
    return Logged(entry.entry, entry.leaf_index, salts)


async def erase(
    session: WriteSession, subject_id: UUID, fields: Collection[str] | None = None
) -> int:
    """Erase the salts of a decision or of feedback, in every version: of some fields, or of all.

    The commitments stay in the log, and nobody can open or guess them any more. Gives how many
    were erased.
    """
    return await repository.erase_salts(session, subject_id, fields)


async def checkpoint(session: ReadSession) -> LogCheckpoint:
    """Give the last signed checkpoint.

    Raises:
        NotInTheLog: if none was signed yet.
    """
    found = await repository.latest_checkpoint(session)
    if found is None:
        raise NotInTheLog
    return found


async def newest_checkpoint(session: ReadSession) -> LogCheckpoint | None:
    """Give the last signed checkpoint; None if none was signed yet."""
    return await repository.latest_checkpoint(session)


async def last_signed_at(session: ReadSession) -> datetime | None:
    """Give when the log was signed last; None if it was not yet."""
    return await repository.last_signed_at(session)


async def recent_checkpoints(session: ReadSession, since: datetime) -> list[LogCheckpoint]:
    """Give the checkpoints signed after a moment, and the one before them, the newest first."""
    return await repository.recent_checkpoints(session, since)


async def checkpoint_of(session: ReadSession, tree_size: int) -> LogCheckpoint | None:
    """Give the checkpoint of a size; None if the log signed none of it."""
    return await repository.checkpoint_of(session, tree_size)


async def read_tile(session: ReadSession, path: TilePath) -> bytes:
    """Give a hash tile or a bundle of entries, as wide as was asked for.

    Raises:
        NotInTheLog: where the log has not filled it so far.
    """
    size = (await checkpoint(session)).tree_size
    filled = size >> (tiles.HEIGHT * (path.level or 0))
    if path.number * WIDTH + path.width > filled:
        raise NotInTheLog
    if path.level is None:
        return tiles.bundle(await repository.entries(session, path.number * WIDTH, path.width))
    key = (path.level, path.number)
    return (await repository.tiles(session, [key]))[key][: path.width * HASH]


async def leaf_hash(session: ReadSession, index: int) -> bytes:
    """Give the hash of a leaf.

    Raises:
        NotInTheLog: if the log has no such leaf.
    """
    found = await repository.entries(session, index, 1)
    if not found:
        raise NotInTheLog
    return merkle.leaf_hash(found[0])


async def prove_inclusion(session: ReadSession, index: int, size: int | None) -> Proof:
    """Prove that a leaf is in the tree of a size; of the last checkpoint's, unless one is named.

    Raises:
        NoSuchTree: if the log was never of this size, or the tree has no such leaf.
    """
    size = await _size(session, size, "tree_size")
    if index >= size:
        raise NoSuchTree("leaf_index")
    return await _proof(session, size, merkle.inclusion_ranges(index, size))


async def prove_consistency(session: ReadSession, old: int, new: int | None) -> Proof:
    """Prove that the tree of one size only grew into that of another.

    Raises:
        NoSuchTree: if the log was never of these sizes, or they are the wrong way round.
    """
    new = await _size(session, new, "new_size")
    if old > new:
        raise NoSuchTree("old_size")
    return await _proof(session, new, merkle.consistency_ranges(old, new))


async def _size(session: ReadSession, size: int | None, field: str) -> int:
    newest = (await checkpoint(session)).tree_size
    size = newest if size is None else size
    if not 0 < size <= newest:
        raise NoSuchTree(field)
    return size


async def _proof(session: ReadSession, size: int, ranges: list[merkle.Range]) -> Proof:
    whole = (0, size)
    kept = await repository.tiles(session, tiles.keys_of([*ranges, whole]))
    tree = tiles.Tree(size, kept)
    return Proof(size, tree.hash_of(whole), [tree.hash_of(one) for one in ranges])

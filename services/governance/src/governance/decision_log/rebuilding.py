"""Making the tiles again from the entries, and comparing all that is stored with all that was
signed: Postgres is the source, and everything else follows from it byte for byte."""

from __future__ import annotations

from dataclasses import dataclass, field

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from governance.decision_log import merkle, repository
from governance.decision_log.errors import LogDamaged
from governance.decision_log.tiles import TileKey, Tree

_STEP = 5000


@dataclass(frozen=True)
class Found:
    """What a look at a whole log found."""

    tree_size: int
    root_hash: bytes
    tiles: dict[TileKey, bytes]
    """All of them, as the entries give them."""
    problems: list[str] = field(default_factory=list)


async def rebuilt(session: ReadSession) -> Tree:
    """Make the tree from the entries that have a place.

    Raises:
        LogDamaged: if there is a gap.
    """
    tree = Tree()
    leaves: list[bytes] = []
    async for index, entry in repository.placed(session):
        if index != tree.size + len(leaves):
            raise LogDamaged(f"the log has no leaf {tree.size + len(leaves)}")
        leaves.append(merkle.leaf_hash(entry))
        if len(leaves) == _STEP:
            tree.grow(leaves)
            leaves.clear()
    tree.grow(leaves)
    return tree


async def check(session: ReadSession) -> Found:
    """Compare a log's tiles and its checkpoints with its entries."""
    try:
        tree = await rebuilt(session)
    except LogDamaged as damage:
        return Found(0, merkle.EMPTY, {}, [str(damage)])
    return await _compared(session, tree)


async def _compared(session: ReadSession, tree: Tree) -> Found:
    made, kept = tree.changed(), await repository.all_tiles(session)
    problems = [
        f"tile {level}/{number} differs from the entries"
        for level, number in sorted(made.keys() | kept.keys())
        if made.get((level, number)) != kept.get((level, number))
    ]
    signed = await repository.checkpoints(session)
    if signed and signed[-1][0] != tree.size:
        problems.append(f"{tree.size} entries have a place, but {signed[-1][0]} were signed")
    problems += [
        f"the checkpoint of size {size} has another root than the entries give"
        for size, root in signed
        if size > tree.size or tree.hash_of((0, size)) != root
    ]
    return Found(tree.size, tree.root(), made, problems)


async def rebuild(session: WriteSession, ics: SystemCode) -> Found:
    """Write the tiles again from the entries; the result is checked against what was signed.

    Raises:
        LogDamaged: if the entries themselves are not those that were signed; nothing is written.
    """
    await repository.lock(session, ics)
    tree = await rebuilt(session)
    await repository.put_tiles(session, ics, tree.changed())
    found = await _compared(session, tree)
    if found.problems:
        raise LogDamaged("; ".join(found.problems))
    return found

"""The layout of C2SP tlog-tiles: hashes and entries in files of 256 that never change once full.

https://c2sp.org/tlog-tiles. A hash tile at level L holds the roots of perfect subtrees of height
8 L; a narrower tile is the beginning of a wider one, so only the widest has to be kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from governance.decision_log import merkle
from governance.decision_log.merkle import Node

HEIGHT = 8
WIDTH = 1 << HEIGHT
HASH = 32
"""Bytes of a hash."""
LONGEST_ENTRY = 0xFFFF

TileKey = tuple[int, int]
"""Level and number of a hash tile."""

_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9]|[1-5][0-9]|6[0-3])/"
    r"(?P<number>(?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)


@dataclass(frozen=True)
class TilePath:
    """The address of a tile below a log's prefix."""

    level: int | None
    """None for a bundle of entries."""
    number: int
    width: int = WIDTH

    def __str__(self) -> str:
        """Write the address: ``tile/0/x001/x234/067.p/8``."""
        number, groups = self.number, []
        while True:
            number, rest = divmod(number, 1000)
            groups.append(f"{rest:03d}")
            if not number:
                break
        text = "/".join([*(f"x{group}" for group in groups[:0:-1]), groups[0]])
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{'entries' if self.level is None else self.level}/{text}{partial}"


def read_path(text: str) -> TilePath | None:
    """Read a tile's address; None where it is none, or is not written as it has to be."""
    match = _PATH.fullmatch(text)
    if match is None:
        return None
    level = None if match["level"] == "entries" else int(match["level"])
    number = int(match["number"].replace("x", "").replace("/", ""))
    path = TilePath(level, number, int(match["width"] or WIDTH))
    return path if str(path) == text else None


def bundle(entries: Iterable[bytes]) -> bytes:
    """Put entries into a bundle, each after its length in two bytes, the larger first.

    Raises:
        ValueError: for an entry that is too long for its length to be told.
    """
    parts = []
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise ValueError(f"an entry has at most {LONGEST_ENTRY} bytes")
        parts.append(len(entry).to_bytes(2) + entry)
    return b"".join(parts)


class Tree:
    """A tree by the tiles that are in hand. It grows by leaves, and gives its hashes.

    Args:
        size: how many leaves it has.
        tiles: by level and number, each at its widest. To grow, those of the right edge are enough.
    """

    def __init__(self, size: int = 0, tiles: Mapping[TileKey, bytes] | None = None) -> None:
        self.size = size
        self._tiles: dict[TileKey, bytearray] = {k: bytearray(t) for k, t in (tiles or {}).items()}
        self._changed: set[TileKey] = set()

    def grow(self, leaves: Sequence[bytes]) -> None:
        """Append hashes of leaves."""
        for leaf in leaves:
            self._append(0, self.size, leaf)
            self.size += 1

    def root(self) -> bytes:
        """Give the root; needs the tiles of the right edge only."""
        return self.hash_of((0, self.size))

    def hash_of(self, leaves: merkle.Range) -> bytes:
        """Give the hash over a proof's range, or over a tree of an earlier size.

        Raises:
            KeyError: if a tile that it needs is not in hand.
        """
        return merkle.hash_of(leaves, self._node)

    def tile(self, key: TileKey) -> bytes:
        """Give a tile at its widest.

        Raises:
            KeyError: if it is not in hand.
        """
        return bytes(self._tiles[key])

    def changed(self) -> dict[TileKey, bytes]:
        """Give the tiles that growing has changed."""
        return {key: bytes(self._tiles[key]) for key in sorted(self._changed)}

    def _append(self, level: int, index: int, value: bytes) -> None:
        while True:
            key = (level, index // WIDTH)
            tile = self._tiles.setdefault(key, bytearray())
            if len(tile) != index % WIDTH * HASH:
                raise ValueError(f"tile {key} does not end where the tree does")
            tile += value
            self._changed.add(key)
            if len(tile) < WIDTH * HASH:
                return
            level, index, value = level + 1, index // WIDTH, merkle.root(_hashes(tile))

    def _node(self, node: Node) -> bytes:
        level, spare = divmod(node.height, HEIGHT)
        first = node.place << spare
        tile = self._tiles[(level, first // WIDTH)]
        at = first % WIDTH * HASH
        hashes = _hashes(tile[at : at + (HASH << spare)])
        if len(hashes) != 1 << spare:
            raise KeyError((level, first // WIDTH))
        return merkle.root(hashes)


def keys_of(ranges: Iterable[merkle.Range]) -> set[TileKey]:
    """Name the tiles that hold the hashes of ranges."""
    keys = set()
    for leaves in ranges:
        for node in merkle.nodes_of(leaves):
            level, spare = divmod(node.height, HEIGHT)
            keys.add((level, (node.place << spare) // WIDTH))
    return keys


def right_edge(size: int) -> set[TileKey]:
    """Name the tiles that a tree of this size is still filling: what growing and its root need."""
    keys = keys_of([(0, size)])
    level = 0
    while size >> (HEIGHT * level):
        count = size >> (HEIGHT * level)
        if count % WIDTH:
            keys.add((level, count // WIDTH))
        level += 1
    return keys


def _hashes(tile: bytes | bytearray) -> list[bytes]:
    return [bytes(tile[at : at + HASH]) for at in range(0, len(tile), HASH)]

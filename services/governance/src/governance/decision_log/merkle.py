"""Merkle trees as RFC 6962, section 2.1, hashes them. Pure: it knows of hashes and positions alone.

A tree of n leaves is told by ranges of leaves: a proof is a list of ranges, and a range is made of
perfect subtrees, which is what tiles keep.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import NamedTuple

EMPTY = hashlib.sha256().digest()
"""The root of the tree without leaves."""


class Node(NamedTuple):
    """A perfect subtree: 2**height leaves, from leaf place * 2**height on."""

    height: int
    place: int


Range = tuple[int, int]
"""Leaves from the first up to, not with, the second."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash a leaf."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into the one above them."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(hashes: Sequence[bytes]) -> bytes:
    """Give the root over hashes of leaves, or of equal perfect subtrees, the last one perhaps less.

    Level by level; the odd one at the end of a level goes up as it is, which is the same tree as
    RFC 6962's splitting at the largest power of two.
    """
    if not hashes:
        return EMPTY
    level = list(hashes)
    while len(level) > 1:
        above = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            above.append(level[-1])
        level = above
    return level[0]


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Give the ranges whose hashes prove that a leaf is in a tree, the lowest first (2.1.1).

    Raises:
        ValueError: if the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError("the tree has no such leaf")
    path: list[Range] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append((middle, high))
            high = middle
        else:
            path.append((low, middle))
            low = middle
    return path[::-1]


def consistency_ranges(old: int, new: int) -> list[Range]:
    """Give the ranges whose hashes prove that a tree only grew into another (2.1.2).

    Raises:
        ValueError: if the first is larger than the second, or has no leaf.
    """
    if not 0 < old <= new:
        raise ValueError("a tree grows from its first leaf on")
    path: list[Range] = []
    low, high, whole = 0, new, True
    while old < high:
        middle = low + _split(high - low)
        if old <= middle:
            path.append((middle, high))
            high = middle
        else:
            path.append((low, middle))
            low, whole = middle, False
    if not whole:
        path.append((low, high))
    return path[::-1]


def nodes_of(leaves: Range) -> list[Node]:
    """Give the perfect subtrees that a proof's range is made of, from left to right."""
    low, high = leaves
    nodes = []
    while low < high:
        height = (high - low).bit_length() - 1
        nodes.append(Node(height, low >> height))
        low += 1 << height
    return nodes


def hash_of(leaves: Range, hash_at: Callable[[Node], bytes]) -> bytes:
    """Give the hash over a proof's range, or over a whole tree, from those of its subtrees."""
    *larger, last = [hash_at(node) for node in nodes_of(leaves)] or [EMPTY]
    for left in reversed(larger):
        last = node_hash(left, last)
    return last


def _split(size: int) -> int:
    """Give the largest power of two below a size."""
    return 1 << ((size - 1).bit_length() - 1)

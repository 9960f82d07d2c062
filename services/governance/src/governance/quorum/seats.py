"""Filling seats: whether so many wanted seats can be taken by different posts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

Seat = frozenset[UUID]
"""A wanted seat: the posts that may fill it."""


def unfilled(seats: Sequence[Seat], posts: Collection[UUID]) -> int:
    """Count the seats that stay empty however the posts are placed, each on one seat at most.

    The greatest matching is found by augmenting paths, so that a post which fits two seats never
    stands in the way of one which fits only one of them.
    """
    taken: dict[UUID, int] = {}
    return sum(1 for seat in range(len(seats)) if not _place(seat, seats, posts, taken, set()))


def _place(
    seat: int,
    seats: Sequence[Seat],
    posts: Collection[UUID],
    taken: dict[UUID, int],
    tried: set[UUID],
) -> bool:
    for post in seats[seat]:
        if post not in posts or post in tried:
            continue
        tried.add(post)
        holder = taken.get(post)
        if holder is None or _place(holder, seats, posts, taken, tried):
            taken[post] = seat
            return True
    return False

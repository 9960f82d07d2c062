"""To whom an office may go next: round among posts, none twice before all had it; pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID


def may_be_next(
    eligible: Collection[UUID], had: Sequence[UUID], *, each_in_turn: bool
) -> frozenset[UUID]:
    """Give the posts to which an office may go.

    Args:
        eligible: the posts among which it goes round today.
        had: the posts that had it, the earliest first; some may not be eligible any more.
        each_in_turn: nobody has it again before every other eligible post had it.

    Returns:
        Never empty where somebody is eligible: who alone is eligible may follow themselves.
    """
    posts = frozenset(eligible)
    if len(posts) < 2:
        return posts
    if not each_in_turn:
        return posts - set(had[-1:])
    served: set[UUID] = set()
    for post in had:
        served.add(post)
        if posts <= served:
            served = {post}
    return posts - served

"""What minutes say of a vote (LSC ICP terms, clause 10.4); pure."""

from __future__ import annotations

from collections.abc import Sequence

from governance.sittings.models import Vote
from governance.sittings.votes import in_words

_METHODS = {
    "show_of_hands": "by show of hands",
    "recorded": "by recorded vote",
    "secret": "by secret ballot",
}


def words(vote: Vote, parts: Sequence[int] = ()) -> str:
    """Say how a motion was decided, in one or two sentences without anybody's name.

    Args:
        parts: those of the resolution that it was on; none of a vote on the whole.
    """
    on = f"{in_words(parts).capitalize()}: " if parts else ""
    return on + _how(vote)


def _how(vote: Vote) -> str:
    if vote.method == "consensus":
        return "Agreed by consensus."
    how = _METHODS[vote.method]
    counted = f"{vote.in_favour} for, {vote.against} against, {vote.abstained} abstained"
    result = "Carried" if vote.carried else "Not carried"
    casting = " by the casting vote of the chair" if vote.by_casting_vote else ""
    return f"Put to the vote {how}: {counted}. {result}{casting}."

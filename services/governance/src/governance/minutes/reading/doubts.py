"""What a person must or should look at before minutes are recorded."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from governance.minutes.reading.draft import Doubt, MinutesDraft

_SMALL = {"the", "of", "and", "nhs", "meeting"}
_MOST_PAGES = 100


def doubts_of(draft: MinutesDraft) -> list[Doubt]:
    """List the doubts about a draft, those that block recording first."""
    return sorted(_doubts(draft), key=lambda doubt: not doubt.blocking)


def of_another_body(draft: MinutesDraft, name: str) -> list[Doubt]:
    """Give a doubt where the minutes name bodies, and none of them like the one they are sent for.

    Args:
        name: of the body for which the minutes were sent.
    """
    named = [body for body in (draft.body, *draft.other_bodies) if body is not None]
    if not named or any(_alike(body.text, name) for body in named):
        return []
    return [
        Doubt("another_body", "The minutes name another body than the one that they were sent for. "
              "If they are that body's, send them for it.", blocking=False,
              first_line=named[0].first_line, last_line=named[0].last_line)
    ]  # fmt: skip


def _alike(one: str, other: str) -> bool:
    """Say whether one name is the other or a part of it: boards shorten theirs."""
    first, second = (
        re.findall(r"\w+", text.replace("&", "and").casefold()) for text in (one, other)
    )
    shorter, longer = sorted((set(first) - _SMALL, set(second) - _SMALL), key=len)
    return shorter <= longer


def silent_pages(pages: Sequence[int]) -> list[Doubt]:
    """Give a doubt for each page (from 1) that is a picture; what stands on it was not read."""
    return [
        Doubt(f"page_without_text:{page}", f"Page {page} is a picture without text. Look at it, "
              "and add what the draft lacks.", blocking=False)
        for page in pages[:_MOST_PAGES]
    ]  # fmt: skip


def _doubts(draft: MinutesDraft) -> Iterator[Doubt]:
    if draft.span is None:
        yield Doubt("no_minutes", "No minutes were found in the text. Send the minutes "
                    "themselves, as text.", blocking=True)  # fmt: skip
        return
    yield from _about_the_meeting(draft)
    yield from _about_numbers(draft)
    if draft.other_bodies:
        first, last = draft.other_bodies[0], draft.other_bodies[-1]
        yield Doubt("met_in_common", "Bodies met in common. Import the minutes for each, and take "
                    "out of each draft what the others resolved.", blocking=False,
                    first_line=first.first_line, last_line=last.last_line)  # fmt: skip
    for index, line in enumerate(draft.perhaps_two):
        yield Doubt(f"perhaps_two_people:{index}", "This was read as a person and an organisation, "
                    "as the lines around it are. If it names two people, add the second.",
                    blocking=False, first_line=line.first_line,
                    last_line=line.last_line)  # fmt: skip
    for other in draft.other_spans:
        yield Doubt("other_minutes", "The pack holds other minutes too; send those by themselves.",
                    blocking=False, first_line=other.first_line,
                    last_line=other.last_line)  # fmt: skip
    for index, resolution in enumerate(draft.resolutions):
        if not resolution.parts:
            yield Doubt(f"resolution_empty:{index}", "A resolution has no words. Correct it, or "
                        "remove it.", blocking=True, first_line=resolution.lead.first_line,
                        last_line=resolution.lead.last_line)  # fmt: skip


def _about_the_meeting(draft: MinutesDraft) -> Iterator[Doubt]:
    if draft.date is None:
        yield Doubt("no_date", "The date of the meeting was not found. Give it as a correction.",
                    blocking=True)  # fmt: skip
    elif not draft.date.weekday_fits:
        piece = draft.date.piece
        yield Doubt("weekday", "The date does not fall on the weekday that the minutes name. "
                    "Correct the date, or accept it.", blocking=True,
                    first_line=piece.first_line, last_line=piece.last_line)  # fmt: skip
    if draft.body is None:
        yield Doubt("no_body", "The name of the body was not found.", blocking=False)
    if draft.place is None:
        yield Doubt("no_place", "The place of the meeting was not found.", blocking=False)
    if not draft.present:
        yield Doubt("nobody_present", "Nobody was read as present. Add those who were, or accept "
                    "it.", blocking=True)  # fmt: skip
    for index, names in enumerate(draft.without_heading):
        yield Doubt(f"present_without_heading:{index}", "No heading says that these were present. "
                    "Take out whoever was not, and accept it.", blocking=True,
                    first_line=names.first_line, last_line=names.last_line)  # fmt: skip
    if not draft.items:
        yield Doubt("no_items", "No numbered items were found. Add them, or accept it.",
                    blocking=True)  # fmt: skip


def _about_numbers(draft: MinutesDraft) -> Iterator[Doubt]:
    plain = [item for item in draft.items if item.number.text.isdigit()]
    for before, after in itertools.pairwise(plain):
        if int(after.number.text) != int(before.number.text) + 1:
            yield Doubt("gap", "The numbers of the items leave one out here.", blocking=False,
                        first_line=before.first_line, last_line=after.first_line)  # fmt: skip

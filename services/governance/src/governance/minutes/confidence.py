"""How sure a person may be of what was read: high where the form says it, low where words suggest.

Low says why. It is no chance that something is wrong: it is how it was found. The tests print, over
minutes of eight boards in four formats, how much of each was right.
"""

from __future__ import annotations

from governance.minutes.reading.draft import (
    Action,
    Item,
    MinutesDraft,
    Person,
    Resolution,
)
from governance.minutes.reading.leads import is_formal
from governance.minutes.reading.words import TITLE_PREFIX

_MOST_WORDS = 3
Confidence = dict[str, str | None]
HIGH: Confidence = {"level": "high", "why": None}


def low(why: str) -> Confidence:
    """Give low confidence, with its reason in words for whoever checks."""
    return {"level": "low", "why": why}


def of_person(person: Person) -> Confidence:
    """Say how sure a name in the attendance is."""
    if len(TITLE_PREFIX.sub("", person.name.text).split()) < 2:
        return low("The name is one word.")
    if len(TITLE_PREFIX.sub("", person.name.text).split()) > _MOST_WORDS:
        return low("The name is more than three words: it may be two people.")
    said = (person.role, person.organisation, person.note, person.in_place_of, person.replaced_by)
    if person.name.first_line != person.name.last_line:
        return low("The name runs over two lines.")
    if person.note is not None and not any(said[:2]):
        return low("What stands in brackets after the name was not understood.")
    return HIGH


def of_item(item: Item, draft: MinutesDraft) -> Confidence:
    """Say how sure a heading is."""
    if any(d.code == "gap" and d.first_line is not None and d.last_line is not None
           and d.first_line <= item.first_line <= d.last_line for d in draft.doubts):  # fmt: skip
        return low("The numbers leave one out here.")
    if len(item.title.text) > 120:
        return low("The title is as long as a paragraph.")
    return HIGH


def of_resolution(resolution: Resolution) -> Confidence:
    """Say how sure it is that this was resolved, and that these are its words."""
    if not resolution.parts:
        return low("It has no words.")
    if not is_formal(resolution.lead.text):
        return low("It is told in a sentence, and not led as a resolution.")
    if resolution.item is None:
        return low("It stands under no item.")
    return HIGH


def of_action(action: Action) -> Confidence:
    """Say how sure an action is, its owner and its day."""
    if action.owner is None:
        return low("It does not say who acts.")
    if not action.year_said:
        return low("The year of its day is not written: the first such day from the meeting on is "
                   "taken.")  # fmt: skip
    return HIGH


def of_outcome(resolution: Resolution) -> Confidence | None:
    """Say how sure the suggested outcome is; None where there is none."""
    if resolution.outcome is None:
        return None
    codes = {part.outcome.code for part in resolution.parts if part.outcome is not None}
    if len(codes) > 1:
        return low("Its parts have outcomes of several kinds; the weightiest is taken.")
    basis = resolution.outcome.basis
    if basis.last_line <= resolution.lead.last_line and basis.text in resolution.lead.text:
        return low("Only the lead says it: its own words name no outcome.")
    return HIGH

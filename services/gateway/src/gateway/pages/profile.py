"""What joining means, as the panel has it now: the area, its places, what may be agreed to, and
what people are asked about themselves."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import Any

from common.db.tenancy import SystemCode
from gateway.pages.forms import Choice, ChoiceGroup, grouped
from gateway.proxy.errors import ServiceUnavailable
from gateway.proxy.panel import Answer, Panel

PREFER_NOT_TO_SAY = "prefer_not_to_say"
_AGES = re.compile(r"\d+-(\d+)")


@dataclass(frozen=True)
class Question:
    """A question that people may answer about themselves."""

    code: str
    question: str
    why: str
    groups: list[ChoiceGroup]

    @property
    def field(self) -> str:
        """Name of its field in forms."""
        return f"about_{self.code}"

    @property
    def labels(self) -> dict[str, str]:
        """Give the answers by their codes."""
        return {choice.value: choice.label for group in self.groups for choice in group.choices}


@dataclass(frozen=True)
class Profile:
    """All of it."""

    minimum_age: int
    takes_postcodes: bool
    """Whether a postcode can be given in place of choosing a place."""
    places: list[Choice]
    purposes: list[Choice]
    wording_version: str
    questions: list[Question]
    needs: list[ChoiceGroup]
    """What people may need to be reached and understood, by heading."""
    objections: list[Choice]
    """What members may object to."""
    topics: list[Question]
    """Questions of which any number of answers may be chosen."""

    def purpose(self, code: str) -> bool:
        """Say whether there is a purpose of this code that may be agreed to."""
        return any(purpose.value == code for purpose in self.purposes)


async def read_profile(panel: Panel, ics: SystemCode) -> Profile:
    """Ask the panel.

    Raises:
        ServiceUnavailable: if it doesn't answer as it should.
    """
    system, places, vocabularies = await asyncio.gather(
        panel.read_system(ics), panel.places(ics), panel.vocabularies(ics)
    )
    minimum_age = int(_content(system)["minimum_age"])
    lists = _content(vocabularies)["items"]
    asked = [one for one in lists if one.get("question")]
    consent = next((one for one in lists if one["code"] == "consent_purpose"), None)
    return Profile(
        minimum_age=minimum_age,
        takes_postcodes=bool(_content(system).get("takes_postcodes")),
        places=[Choice(one["code"], one["name"]) for one in _content(places)["items"]],
        purposes=[Choice(t["code"], t["label"]) for t in consent["terms"]] if consent else [],
        wording_version=consent["version"] if consent else "",
        needs=_groups(lists, "communication_need"),
        objections=[c for g in _groups(lists, "objection_purpose") for c in g.choices],
        questions=[_question(one, minimum_age) for one in asked if not one.get("several")],
        topics=[_question(one, minimum_age) for one in asked if one.get("several")],
    )


def _groups(lists: list[dict[str, Any]], code: str) -> list[ChoiceGroup]:
    found = next((one for one in lists if one["code"] == code), None)
    return grouped(found["terms"]) if found else []


def _content(answer: Answer) -> dict[str, Any]:
    if not answer.ok:
        raise ServiceUnavailable("Try again in a few minutes.")
    return answer.content


def _question(vocabulary: dict[str, Any], minimum_age: int) -> Question:
    terms = [term for term in vocabulary["terms"] if _old_enough(term["code"], minimum_age)]
    groups = [
        ChoiceGroup(group.heading, [c for c in group.choices if c.value != PREFER_NOT_TO_SAY])
        for group in grouped(terms)
    ]
    groups.append(ChoiceGroup(None, [Choice(PREFER_NOT_TO_SAY, "Prefer not to say")]))
    return Question(
        vocabulary["code"],
        vocabulary["question"],
        vocabulary.get("why") or "",
        [group for group in groups if group.choices],
    )


def _old_enough(code: str, minimum_age: int) -> bool:
    """Leave out the ages at which nobody may join."""
    ages = _AGES.fullmatch(code)
    return ages is None or int(ages[1]) >= minimum_age

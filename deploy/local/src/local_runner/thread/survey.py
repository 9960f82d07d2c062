"""Steps: the involvement team asks the panel; insights learns that it is an activity."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from local_runner.thread.context import Walk

QUESTIONS: list[dict[str, Any]] = [
    {
        "kind": "single_choice",
        "text": "When would you like to be told about your journey?",
        "required": True,
        "options": [
            {"code": "evening_before", "label": "The evening before"},
            {"code": "same_day", "label": "On the day"},
        ],
    },
    {
        "kind": "multiple_choice",
        "text": "How should we tell you?",
        "options": [
            {"code": "phone_call", "label": "By a phone call"},
            {"code": "text_message", "label": "By a text message"},
            {"code": "letter", "label": "By a letter"},
        ],
    },
    {
        "kind": "scale",
        "text": "How easy is it to get to your appointments?",
        "minimum": 1,
        "maximum": 2,
        "minimum_label": "hard",
        "maximum_label": "easy",
    },
    {"kind": "free_text", "text": "What would help you most?"},
]


@dataclass(frozen=True)
class OpenSurvey:
    """A survey that takes answers."""

    id: str
    activity_id: str
    """The activity that the insights library has made of it."""
    opened: float
    """The moment just before it opened, as the journal measures."""


def open_survey(walk: Walk) -> OpenSurvey:
    """Write a survey and open it; the insights library learns of it."""
    team = walk.involvement_team
    draft = team.post(
        "/panel/surveys",
        {
            "title": f"Getting to your appointment (walk {walk.name})",
            "purpose": "The partnership decides how people are told about patient transport.",
            "themes": [walk.theme],
            "questions": QUESTIONS,
        },
    ).expect(201)
    walk.journal.say(f"{draft.address} → {draft.json['id']}, a draft")
    survey_id = str(draft.json["id"])
    before = walk.journal.moment()
    opened = team.post(f"/panel/surveys/{survey_id}/open").expect(200)
    walk.journal.say(opened.address)
    activity_id = walk.journal.hop(
        "the survey is an activity in the insights library",
        partial(_activity_of, walk, survey_id),
        since=before,
    )
    return OpenSurvey(survey_id, activity_id, before)


def close_survey(walk: Walk, survey_id: str) -> float:
    """Take no more answers; gives the moment just before."""
    before = walk.journal.moment()
    closed = walk.involvement_team.post(f"/panel/surveys/{survey_id}/close").expect(200)
    walk.journal.say(closed.address)
    return before


def _activity_of(walk: Walk, survey_id: str) -> str | None:
    found = walk.involvement_team.get("/insights/activities", survey_id=survey_id).expect(200)
    return next((str(item["id"]) for item in found.json["items"]), None)

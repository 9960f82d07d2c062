"""Steps: the involvement team asks the panel; insights learns that it is an activity."""

from __future__ import annotations

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


def open_survey(walk: Walk) -> tuple[str, str]:
    """Write a survey and open it; gives its id, and the id of the activity that it is."""
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
    opened = team.post(f"/panel/surveys/{survey_id}/open").expect(200)
    walk.journal.say(opened.address)
    activity_id = walk.journal.hop(
        "the survey is an activity in the insights library",
        partial(_activity_of, walk, survey_id),
    )
    return survey_id, activity_id


def close_survey(walk: Walk, survey_id: str) -> None:
    """Take no more answers."""
    closed = walk.involvement_team.post(f"/panel/surveys/{survey_id}/close").expect(200)
    walk.journal.say(closed.address)


def _activity_of(walk: Walk, survey_id: str) -> str | None:
    found = walk.involvement_team.get("/insights/activities", survey_id=survey_id).expect(200)
    return next((str(item["id"]) for item in found.json["items"]), None)

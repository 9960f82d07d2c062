"""A small system, a survey, and what people say, for the panel's tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from panel.systems.schemas import SystemFile

WORDING = "2026-11"
"""Version of the wording of consents in these systems."""


def system_file(code: str = "QE1", **changes: Any) -> SystemFile:
    """Make a system file: two places, and the vocabularies that the tests use."""
    slug = "lancashire-and-south-cumbria" if code == "QE1" else "south-east-london"
    content: dict[str, Any] = {
        "code": code,
        "slug": slug,
        "name": "Lancashire and South Cumbria" if code == "QE1" else "South East London",
        "gss": "E54000048",
        "settings": {"suppression_threshold": 7, "rounding_base": 5, "minimum_age": 16},
        "places": [
            {"code": "blackpool", "name": "Blackpool", "population": 138000},
            {"code": "lancashire", "name": "Lancashire", "population": 1200000},
        ],
        "population": [
            {
                "place": "blackpool",
                "dimension": "sex",
                "category": "female",
                "people": 70000,
                "source": "census2021",
            }
        ],
        "vocabularies": [
            vocabulary("sex", {"female": "Female", "male": "Male"}, version="census2021"),
            vocabulary("age_band", {"0-15": "Under 16", "16-24": "16 to 24", "75+": "75 or over"}),
            vocabulary(
                "ethnic_group",
                {"asian": "Asian", "asian_indian": "Indian", "other": "Other"},
                parents={"asian_indian": "asian"},
                version="census2021",
            ),
            vocabulary("theme", {"access": "Access to care", "transport": "Transport"}),
            vocabulary(
                "consent_purpose",
                {
                    "surveys": "Send me surveys by email.",
                    "bulletins": "Send me the bulletin.",
                    "bulletin_counting": "Count, without my name, that I opened it.",
                    "events": "Tell me about events.",
                    "assembly_pool": "Put me in the draw for an assembly.",
                },
                version=WORDING,
            ),
            vocabulary("objection_purpose", {"profiling": "Do not choose whom to ask by it."}),
            topics("interest", {"transport": "Getting there", "dentists": "Dentists"}),
            topics(
                "lived_experience",
                {"health": "Health", "cancer": "Cancer", "dementia": "Dementia", "carer": "Caring"},
                parents=dict.fromkeys(("cancer", "dementia"), "health"),
            ),
            vocabulary("method", {"survey": "Survey"}),
            vocabulary(
                "access_arrangement", {"step_free": "Step-free access", "loop": "Hearing loop"}
            ),
            vocabulary(
                "message_format",
                {
                    "email": "By email",
                    "html": "Email",
                    "plain_text": "Email in plain text",
                    "large_print": "Email in large print",
                    "easy_read": "Email in easy read",
                    "post": "By post",
                    "letter": "Letter",
                    "braille": "Braille",
                    "phone": "By telephone",
                    "telephone": "Telephone call",
                },
                parents={
                    **dict.fromkeys(("html", "plain_text", "large_print", "easy_read"), "email"),
                    **dict.fromkeys(("letter", "braille"), "post"),
                    "telephone": "phone",
                },
            ),
            needs_vocabulary(),
        ],
    }
    return SystemFile.model_validate(content | changes)


def vocabulary(
    code: str,
    terms: Mapping[str, str],
    *,
    parents: Mapping[str, str] | None = None,
    version: str = "1",
    valid_from: str = "2020-01-01",
    valid_to: str | None = None,
) -> dict[str, Any]:
    """Make a vocabulary as a system file has it."""
    return {
        "code": code,
        "version": version,
        "valid_from": valid_from,
        "valid_to": valid_to,
        "terms": [
            {"code": term, "label": label, "parent": (parents or {}).get(term)}
            for term, label in terms.items()
        ],
    }


def topics(code: str, terms: Mapping[str, str], **changes: Any) -> dict[str, Any]:
    """Make a vocabulary of topics, each with the reason why it is asked."""
    found = vocabulary(code, terms, **changes) | {"question": "Which?", "why": "To ask you."}
    found["terms"] = [term | {"why": f"To hear of {term['code']}."} for term in found["terms"]]
    return found


def needs_vocabulary(version: str = "dapb1605", **changes: Any) -> dict[str, Any]:
    """Make the vocabulary of communication needs: a heading, and needs with their meanings.

    ``changes``: need → its meaning in place of the usual one.
    """
    meanings: dict[str, dict[str, Any]] = {
        "large_print": {"rules_out": ["html", "plain_text", "letter"], "asks_for": ["large_print"]},
        "easy_read": {
            "rules_out": ["html", "plain_text", "large_print", "letter"],
            "asks_for": ["easy_read"],
        },
        "braille": {"rules_out": ["email", "letter"], "asks_for": ["braille"]},
        "plain_text_email": {"rules_out": ["html", "large_print", "easy_read"]},
        "no_email": {"rules_out": ["email"], "asks_for": ["letter", "telephone"]},
        "bsl_interpreter": {"rules_out": ["telephone"]},
        "interpreter_other_language": {"own_language": True},
    }
    found = vocabulary("communication_need", {"format": "How information is given"})
    found |= {"version": version}
    found["terms"] += [
        {"code": code, "label": code.replace("_", " ").capitalize(), "parent": "format", **said}
        for code, said in (meanings | changes).items()
    ]
    return found


def survey_in(**changes: Any) -> dict[str, Any]:
    """Make a draft with a question of each kind; the first is required."""
    options = [{"code": "yes", "label": "Yes"}, {"code": "no", "label": "No"}]
    ways = [{"code": c, "label": c.title()} for c in ("bus", "car", "foot")]
    draft: dict[str, Any] = {
        "title": "Getting to the clinic",
        "purpose": "We plan the bus routes to the new clinic.",
        "themes": ["transport"],
        "questions": [
            {"kind": "single_choice", "text": "Can you get there?", "required": True,
             "options": options},
            {"kind": "multiple_choice", "text": "How do you travel?", "options": ways},
            {"kind": "scale", "text": "How easy is it?", "minimum": 1, "maximum": 5},
            {"kind": "free_text", "text": "What would help?"},
        ],
    }  # fmt: skip
    return draft | changes


def confirmation_of(**said: Any) -> dict[str, Any]:
    """Make what a person says on confirming: of age, lives there, agrees to surveys."""
    purposes = said.pop("purposes", ["surveys"])
    consents = [{"purpose": p, "wording_version": WORDING} for p in purposes]
    return {"minimum_age_met": True, "connection": "lives", "consents": consents} | said


def answers_of(survey: dict[str, Any], **given: Any) -> list[dict[str, Any]]:
    """Make answers to the questions of `survey_in`, by the field that each kind takes."""
    fields = ("choice", "choices", "value", "text")
    ids = [question["id"] for question in survey["questions"]]
    return [
        {"question_id": i, name: given[name]}
        for i, name in zip(ids, fields, strict=True)
        if name in given
    ]

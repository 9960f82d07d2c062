"""What the pages of a member's data and of an erasure's receipt say."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.pages.render import page

SYSTEM = {"slug": "x", "name": "X"}
WHEN = "2026-11-25T09:00:00+00:00"
HELD: dict[str, Any] = {
    "profile": {
        "email": "ada@example.org",
        "language": "en",
        "place": None,
        "connection": "cared_for",
        "minimum_age_stated": 16,
        "mail_format": "plain_text",
        "joined_on": "2026-11-01",
        "paused_until": "2026-12-24",
        "objections": [{"purpose": "assembly_pool", "objected_at": WHEN}],
        "demographics": [{"dimension": "sex", "term": "prefer_not_to_say"}],
        "interests": {"terms": ["getting_to_services"], "stated_at": WHEN},
        "lived_experience": {"terms": ["cancer", "unpaid_carer"], "stated_at": WHEN},
        "address_fails": True,
        "consents": [
            {"wording": "Send me surveys.", "given_at": WHEN, "withdrawn_at": None},
        ],
    },
    "surveys": [
        {
            "title": "Buses",
            "answered_on": "2026-11-02",
            "answers": [
                {"question": "Which?", "answer": ["4", "9"]},
                {"question": "Why?", "answer": "<b>late</b>"},
                {"question": "How well?", "answer": 3},
            ],
        }
    ],
    "mails": [{"kind": "survey_invitation", "state": "sent", "finished_at": WHEN}],
    "contacts": [{"kind": "feedback", "contacted_on": "2026-11-04"}],
    "segments": ["Women of Blackpool"],
    "signups": [{"language": "en", "expires_at": WHEN}],
    "household_recorded": True,
    "address_changes": [
        {
            "means": "telephone",
            "witness": "HW-7",
            "asked_by": "key",
            "asked_at": WHEN,
            "outcome": "confirmed",
            "ended_at": WHEN,
        },
        {
            "means": "manage_page",
            "witness": None,
            "asked_by": None,
            "asked_at": WHEN,
            "outcome": None,
            "ended_at": None,
        },
    ],
    "contact_corrections": [
        {"means": "paper", "witness": "HW-8", "corrected_by": "key", "corrected_at": WHEN},
    ],
}

pytestmark = pytest.mark.rule("panel.13")


def test_the_page_of_a_members_data_shows_all_of_it_and_escapes_what_they_wrote() -> None:
    shown = bytes(page("me/data.html", system=SYSTEM, token="t", held=HELD).body).decode()
    for words in ("ada@example.org", "prefer not to say", "Send me surveys.", "Buses", "4, 9",
                  "&lt;b&gt;late&lt;/b&gt;", "How well? 3", "survey invitation",
                  "16 or over", "plain text", "feedback, 4", "Women of Blackpool",
                  "Deleted by 25", "before 24 December 2026",
                  "object to assembly pool", "involved in: getting to services",
                  "own life: cancer, unpaid carer. Answered on 25", "come back",
                  "Household recorded: yes", "our team noted telephone (HW-7)",
                  "it was confirmed on 25", "not confirmed yet",
                  "corrected on 25 November 2026 by our team, as you asked paper (HW-8)",
                  ):  # fmt: skip
        assert words in shown, words
    assert "<b>late" not in shown


@pytest.mark.parametrize(("receipt", "heading"), [(None, "We are"), ("a.b.c", "Everything is")])
def test_the_page_of_a_receipt_says_whether_it_is_complete(
    receipt: str | None, heading: str
) -> None:
    services = [{"service": "panel", "acknowledged_at": WHEN}]
    services.append({"service": "gateway", "acknowledged_at": WHEN if receipt else ""})
    erasure = {"receipt": receipt, "services": services}
    shown = bytes(page("me/erasure.html", system=SYSTEM, erasure=erasure).body).decode()
    assert heading in shown
    assert ("Not yet" in shown) == (receipt is None)
    assert ("a.b.c" in shown) == (receipt is not None)

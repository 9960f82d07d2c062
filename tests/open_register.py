"""What governance says to everybody of a board, its meeting, and how it keeps to its terms."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

BODY = str(uuid4())
MEETING: dict[str, Any] = {
    "id": str(uuid4()), "body_id": BODY, "body_name": "Sands Board", "held_on": "2026-12-15",
    "starts_at": "10:00:00", "ends_at": None, "place": "County Hall", "status": "scheduled",
    "published_at": "2026-12-03T09:00:00Z", "in_public": True,
    "agenda": [
        {"number": "1", "title": "Clinics", "withheld_reason": None},
        {"number": "2", "title": None, "withheld_reason": "It is before a court."},
    ],
}  # fmt: skip
BOARD: dict[str, Any] = {
    "id": BODY, "code": "SB", "name": "Sands Board", "kind": "board", "parent_id": None,
    "parent_name": None, "terms_from": "2024-04-01", "purpose": "Plans services.",
    "meets_in_public": True, "meetings_per_year": 4, "notice_working_days": 7, "review_due": None,
    "members": [
        {"title": "Chair", "sector": None, "organisation": None, "standing": "full",
         "holders": ["Mira Oakley"], "deputies": ["Tom Alder"]},
        {"title": "Elected member", "sector": None, "organisation": "Fylde Council",
         "standing": "full", "holders": [], "deputies": []},
        {"title": "Secretary", "sector": None, "organisation": None, "standing": "in_attendance",
         "holders": ["Ann Low"], "deputies": []},
    ],
}  # fmt: skip
KEPT: dict[str, Any] = {
    "body_id": BODY, "body_name": "Sands Board", "on": "2026-11-27", "terms_from": "2024-04-01",
    "keeps_to_them": False,
    "items": [
        {"check": "notice", "clause": "9.2", "holds": False, "asked": "notice 7 days before",
         "meetings": [MEETING], "other_meetings": 2, "offices": [], "boards": []},
        {"check": "offices", "clause": "7.8", "holds": False, "asked": "offices rotate",
         "meetings": [], "other_meetings": 0, "offices": ["deputy_chair"], "boards": []},
        {"check": "review", "clause": None, "holds": True, "asked": "the terms are reviewed",
         "meetings": [], "other_meetings": 0, "offices": [], "boards": []},
    ],
}  # fmt: skip


MINUTES: dict[str, Any] = {
    "title": "Minutes: Sands Board, 15 December 2026", "author": "Sands", "language": "en-GB",
    "made_at": "2027-01-20T09:00:00Z",
    "blocks": [
        {"kind": "heading", "level": 1, "text": "Who was there"},
        {"kind": "table", "caption": "Present", "columns": ["Name", "Role", "For"],
         "rows": [["Mira Oakley", "Chair", "Fylde Council"]]},
        {"kind": "heading", "level": 1, "text": "1. Clinics"},
        {"kind": "paragraph", "words": [
            "Approved: Evening clinic (",
            {"text": "QE1-SB-2026-0001", "address": "https://example.org/thread"}, ")"]},
        {"kind": "listing", "points": [
            {"kind": "paragraph", "words": ["the clinic be open until 10pm"]}]},
    ],
}  # fmt: skip


def register() -> dict[str, Any]:
    """Give governance's answers by their paths."""
    return {
        f"/published-meetings/{MEETING['id']}": MEETING,
        f"/published-meetings/{MEETING['id']}/minutes": MINUTES,
        f"/published-papers?meeting_id={MEETING['id']}": {"items": []},
        f"/published-bodies/{BODY}": BOARD,
        f"/published-bodies/{BODY}/conformance": KEPT,
        "/published-bodies": {"items": [BOARD]},
        f"/published-meetings?limit=5&body_id={BODY}": {"items": [MEETING]},
    }

"""A depositor is told which of two answers stands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from common.clock import new_id
from common.events.envelope import Event
from common.events.governance import FeedbackPublished
from insights.citations.handlers import on_feedback_published
from insights_support import QE1, Library

pytestmark = pytest.mark.rule("insights.7")


async def answered(library: Library, finding: dict[str, Any], number: int, **more: Any) -> None:
    said = FeedbackPublished.model_validate({
        "feedback_id": UUID(int=number), "decision_id": UUID(int=7),
        "decision_reference": "QE1-ICP-2026-0001", "decision_title": "Keep the night service",
        "you_said": "You wait long.", "we_did": "We show the wait.",
        "finding_ids": [UUID(finding["id"])], "published_at": "2026-12-01T12:00:00Z", **more,
    })  # fmt: skip
    async with library.database.transaction(QE1) as session:
        await on_feedback_published(Event(new_id(), "/test", QE1, library.now, said), session)


async def test_an_answer_that_was_corrected_says_so_and_so_does_its_correction(
    library: Library,
) -> None:
    one = await library.published(library.partner)
    await answered(library, one, 8)
    await answered(library, one, 9, corrects_id=UUID(int=8))
    later, earlier = (await library.partner.get("/notices")).json()["items"]
    assert later["text"].startswith("This corrects what was said before.")
    assert earlier["text"].startswith("This was corrected since: a newer answer stands.")
    assert later["feedback"]["corrects_id"] == earlier["feedback"]["id"]

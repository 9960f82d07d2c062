"""Bulletins, and what they tell, for the panel's tests."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

from common.clock import new_id, utc_now
from common.db.tenancy import SystemCode
from common.events.envelope import Event
from common.events.governance import DecisionRecorded, FeedbackPublished
from common.events.insights import FindingPublished, FindingSuperseded, FindingWithdrawn
from common.testing.clock import FakeClock
from panel.bulletins.sending import Sender
from panel.facts.handlers import end_superseded, end_withdrawn, keep_decision, keep_finding
from panel.feedback.handlers import tell_participants
from panel_support.world import QE1, Member, World

AGREES = ["bulletins", "bulletin_counting"]
TEXT = {
    "kind": "text",
    "heading": "From the team",
    "text": "Thank you for your views.\n\nThis is what came of them.",
    "link": {"label": "Read our plan", "address": "https://example.org/plan?a=1&b=2"},
}


async def found(world: World, ics: SystemCode = QE1, **changes: Any) -> UUID:
    """Let the library publish a finding."""
    values: dict[str, Any] = {
        "finding_id": new_id(), "version": 1, "reference": "QE1-F-2026-0001",
        "title": "Buses stop too far away", "summary": "People cannot walk that far.",
        "visibility": "public", "published_at": utc_now(),
    }  # fmt: skip
    data = FindingPublished(**(values | changes))
    async with world.database.transaction(ics) as session:
        await keep_finding(Event(new_id(), "/insights", ics, utc_now(), data), session)
    return data.finding_id


async def ended(
    world: World, finding_id: UUID, *, by: UUID | None = None, version: int = 1
) -> None:
    """Let the library withdraw a finding, or put another in its place."""
    now = utc_now()
    async with world.database.transaction(QE1) as session:
        if by is None:
            gone = FindingWithdrawn(
                finding_id=finding_id, version=version, reason="r", withdrawn_at=now
            )
            await end_withdrawn(Event(new_id(), "/insights", QE1, now, gone), session)
        else:
            other = FindingSuperseded(
                finding_id=finding_id, version=version, superseded_by=by, superseded_at=now
            )
            await end_superseded(Event(new_id(), "/insights", QE1, now, other), session)


async def decided(world: World, ics: SystemCode = QE1, **changes: Any) -> UUID:
    """Let a board decide."""
    values: dict[str, Any] = {
        "decision_id": new_id(), "version": 1, "reference": "QE1-ICP-2026-0001",
        "title": "Move the stop", "outcome": "agreed_in_principle", "body_id": new_id(),
        "body_name": "Partnership Board", "decided_on": date(2026, 11, 3),
        "recorded_at": utc_now(),
    }  # fmt: skip
    data = DecisionRecorded(**(values | changes))
    async with world.database.transaction(ics) as session:
        await keep_decision(Event(new_id(), "/governance", ics, utc_now(), data), session)
    return data.decision_id


async def answered(world: World, **changes: Any) -> UUID:
    """Let a board say what came of it."""
    values: dict[str, Any] = {
        "feedback_id": new_id(), "decision_id": new_id(),
        "decision_reference": "QE1-ICP-2026-0001", "decision_title": "Move the stop",
        "you_said": "It is too far.", "we_did": "It is at the door.", "activity_ids": [],
        "published_at": utc_now(),
    }  # fmt: skip
    data = FeedbackPublished(**(values | changes))
    async with world.database.transaction(QE1) as session:
        await tell_participants(Event(new_id(), "/governance", QE1, utc_now(), data), session)
    return data.feedback_id


async def drafted(world: World, *items: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Write a draft."""
    body = {"title": "What changed this month", "items": list(items) or [TEXT]} | changes
    made = await world.call("POST", "/bulletins", body)
    assert made.status_code == 201, made.text
    bulletin: dict[str, Any] = made.json()
    return bulletin


async def schedule(world: World, bulletin: dict[str, Any], **body: Any) -> Any:
    """Schedule a draft, as it was when it was last looked at; to be sent at once, unless said."""
    address = f"/bulletins/{bulletin['id']}"
    version = (await world.call("GET", address)).headers["etag"]
    return await world.call(
        "POST", f"{address}/schedule", {"send_at": "now"} | body, headers={"If-Match": version}
    )


async def send_due(world: World, *, at: datetime | None = None) -> None:
    """Let the worker send the bulletins that are due."""
    now = at or utc_now() + timedelta(seconds=1)
    sender = Sender(world.keys, "http://gateway.test", clock=FakeClock(now))
    await sender.send_due(world.database)


async def sent(world: World, *items: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Write a bulletin and send it; gives it."""
    bulletin = await drafted(world, *items, **changes)
    scheduled = await schedule(world, bulletin)
    assert scheduled.status_code == 200, scheduled.text
    await send_due(world)
    return await read(world, bulletin)


async def read(world: World, bulletin: dict[str, Any]) -> dict[str, Any]:
    """Give a bulletin as it is now."""
    now: dict[str, Any] = (await world.call("GET", f"/bulletins/{bulletin['id']}")).json()
    return now


async def copies(world: World) -> dict[str, EmailMessage]:
    """Let the mails go; gives them by address."""
    return {message["To"]: message for message in await world.send_mail()}


def html_of(message: EmailMessage) -> str:
    """Give the HTML of a mail."""
    body = message.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def own_words(world: World, member: Member) -> list[str]:
    """Give the tokens that are a member's alone."""
    member_id = UUID(member.member_id)
    return [
        world.keys.unsubscribe_token(QE1, member_id, "bulletins"),
        world.keys.unsubscribe_token(QE1, member_id),
        member.manage_token,
    ]


async def queued(world: World) -> int:
    """Count the mails of bulletins, whatever became of them."""
    rows = await world.rows("SELECT count(*) FROM mails WHERE kind = 'bulletin'")
    count: int = rows[0][0]
    return count

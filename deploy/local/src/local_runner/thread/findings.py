"""Steps: results become a finding, a partner's finding joins it, and both are published."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from local_runner.thread.client import Program
from local_runner.thread.context import Walk
from local_runner.thread.errors import BrokenThread

Finding = dict[str, Any]


def receive_draft(walk: Walk, activity_id: str, closed: float) -> Finding:
    """The survey's results, with small numbers hidden, arrive as a draft finding."""
    draft = walk.journal.hop(
        "the survey's results are a draft finding in the insights library",
        partial(_draft_of, walk, activity_id),
        since=closed,
    )
    walk.journal.say(f"GET /insights/findings/{draft['id']}: {draft['reference']}")
    counts = [count for result in draft["content"]["results"] for count in result["counts"]]
    for count in counts:
        shown = "hidden, so that nobody can be picked out"
        walk.journal.say(f"  {count['label']}: {count['count'] or shown}")
    if not any(count["count"] for count in counts):
        raise BrokenThread(f"{draft['reference']} has no result that could be shown")
    return draft


def deposit(walk: Walk, heard: int) -> Finding:
    """A partner deposits what the comments say, as a draft of its own."""
    answer = walk.partner.post(
        "/insights/findings",
        {
            "title": f"Waiting for a lift home, in people's own words (walk {walk.name})",
            "summary": "People praise those who drive them, and ask to be told when they come.",
            "heard_to": date.today().isoformat(),  # noqa: DTZ011 - a day, not a moment
            "themes": [walk.theme],
            "source": "friends_and_family_test",
            "methods": ["survey"],
            "people_heard": heard // 5 * 5,
            "licence": "ogl-uk-3.0",
            "visibility": "public",
        },
    ).expect(201)
    finding: Finding = answer.json
    walk.journal.say(f"{answer.address} → {finding['reference']}, a draft of the partner's")
    return finding


def publish(walk: Walk, finding: Finding, author: Program) -> Finding:
    """Its author submits a finding, the involvement team publishes it, and the others learn."""
    path = f"/insights/findings/{finding['id']}"
    submitted = author.act(f"{path}/submit", author.get(path).expect(200).etag).expect(200)
    before = walk.journal.moment()
    published = walk.involvement_team.act(f"{path}/publish", submitted.etag).expect(200)
    walk.journal.say(f"{submitted.address}, then {published.address}")
    shown: Finding = published.json
    if shown["state"] != "published":
        raise BrokenThread(f"the finding {shown['reference']} is {shown['state']}")
    what = f"governance knows that {shown['reference']} is published"
    walk.journal.hop(what, partial(_known_to_governance, walk, shown), since=before)
    return shown


def appears_in_feed(walk: Walk, finding: Finding) -> None:
    """Anybody can read a published finding in the feeds, without a key.

    The door keeps a feed for some seconds, so this is no hop to be measured.
    """
    what = f"{finding['reference']} in the public feed"
    walk.journal.wait(what, partial(_in_feed, walk, finding))
    walk.journal.say(f"GET /feeds/{walk.start.system}/findings.json has it")


def _known_to_governance(walk: Walk, finding: Finding) -> bool | None:
    known = walk.secretary.get("/governance/evidence/findings", state="published", limit=100)
    ids = [entry["finding_id"] for entry in known.expect(200).json["items"]]
    return True if finding["id"] in ids else None


def _in_feed(walk: Walk, finding: Finding) -> bool | None:
    with walk.browser() as browser:
        feed = browser.read(f"/feeds/{walk.start.system}/findings.json").expect(200)
    return True if str(finding["reference"]) in feed.response.text else None


def _draft_of(walk: Walk, activity_id: str) -> Finding | None:
    found = walk.involvement_team.get("/insights/findings", activity_id=activity_id).expect(200)
    return next((item for item in found.json["items"]), None)

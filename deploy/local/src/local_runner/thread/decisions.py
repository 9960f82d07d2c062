"""Steps: a decision says how people were involved, cites findings, and is answered for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from local_runner.thread.client import Answer
from local_runner.thread.context import Walk
from local_runner.thread.errors import BrokenThread

Decision = dict[str, Any]
Finding = dict[str, Any]


def choose(walk: Walk, decision_ids: list[str]) -> Decision:
    """Take the first decision that has several parts, or else the first of all."""
    decisions = [_read(walk, decision_id).json for decision_id in decision_ids]
    decisions.sort(key=lambda decision: str(decision["reference"]))
    chosen: Decision = next((d for d in decisions if len(d["parts"]) > 1), decisions[0])
    walk.journal.say(f"{chosen['reference']}, {chosen['title']}: {chosen['outcome']}")
    return chosen


def describe_involvement(walk: Walk, decision: Decision) -> None:
    """The secretary adds how the public were involved, as a correction that is kept as such."""
    path = f"/governance/decisions/{decision['id']}"
    changed = walk.secretary.patch(
        path,
        {
            "reason": "The minutes don't say how people were involved.",
            "involvement_statement": "The citizens' panel was asked, and comments from the "
            "Friends and Family Test were read.",
        },
        _read(walk, decision["id"]).etag,
    ).expect(200)
    walk.journal.say(f"{changed.address}: version {changed.json['version']}, with its reason")


def refuse_unpublished(walk: Walk, decision: Decision, finding: Finding) -> None:
    """A finding that is not published can't be relied on."""
    answer = _cite(walk, decision, finding)
    answer.expect(409, 422)
    walk.journal.say(f"citing the draft {finding['reference']} is refused: {answer.problem}")


def cite(walk: Walk, decision: Decision, finding: Finding) -> None:
    """Let the decision rely on a published finding; the library learns where it was used."""
    before = walk.journal.moment()
    cited = _cite(walk, decision, finding).expect(201)
    if finding["id"] not in [entry["finding_id"] for entry in cited.json["evidence"]]:
        raise BrokenThread(f"{decision['reference']} doesn't cite {finding['reference']}")
    walk.journal.say(f"{cited.address}: version {cited.json['version']}")
    walk.journal.hop(
        f"the library says where {finding['reference']} was used",
        partial(_used, walk, decision, finding),
        since=before,
    )


@dataclass(frozen=True)
class PublishedFeedback:
    """What was answered to those who spoke."""

    id: str
    words: str
    """What each of them should read in their mail."""
    published: float
    """The moment just before, as the journal measures."""


def publish_feedback(walk: Walk, decision: Decision) -> PublishedFeedback:
    """Publish "you said, we did"."""
    did = f"From April, everybody gets a call or a message the evening before (walk {walk.name})."
    drafted = walk.secretary.post(
        f"/governance/decisions/{decision['id']}/feedback",
        {
            "you_said": "Tell us the evening before when we will be fetched.",
            "we_did": did,
            "did_not": "We can't yet promise an hour. The vehicles are shared with emergencies.",
        },
    ).expect(201)
    feedback_id = str(drafted.json["id"])
    before = walk.journal.moment()
    published = walk.secretary.post(f"/governance/feedback/{feedback_id}/publish").expect(200)
    walk.journal.say(f"{drafted.address}, then {published.address}")
    return PublishedFeedback(feedback_id, did, before)


def _read(walk: Walk, decision_id: str) -> Answer:
    return walk.secretary.get(f"/governance/decisions/{decision_id}").expect(200)


def _cite(walk: Walk, decision: Decision, finding: Finding) -> Answer:
    path = f"/governance/decisions/{decision['id']}/citations"
    return walk.secretary.post(path, {"finding_id": finding["id"], "version": finding["version"]})


def _used(walk: Walk, decision: Decision, finding: Finding) -> bool | None:
    use = walk.partner.get(f"/insights/findings/{finding['id']}/use").expect(200)
    return True if str(decision["id"]) in use.response.text else None

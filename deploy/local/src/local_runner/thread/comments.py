"""Step: a file of Friends and Family Test comments becomes feedback that can be searched."""

from __future__ import annotations

from typing import Any

from local_runner.thread.context import Walk
from local_runner.thread.errors import BrokenThread

Report = dict[str, Any]
SHOWN = 5
WORDS = "waiting OR wait"


def import_comments(walk: Walk) -> int:
    """Try the file, import it, import it again, search it; gives how many comments there are."""
    journal = walk.journal
    source = walk.involvement_team.post(
        "/insights/feedback-sources",
        {
            "name": f"Friends and Family Test (walk {walk.name})",
            "kind": "friends_and_family_test",
            "mapping": "friends_and_family_test",
        },
    ).expect(201)
    source_id = str(source.json["id"])
    tried = _send(walk, source_id, dry_run="true")
    journal.say(f"dry run: {_summary(tried)}")
    for rejection in tried["rejected"][:SHOWN]:
        line, field, reason = (rejection[name] for name in ("line", "field", "reason"))
        journal.say(f"  line {line}, {field}: {reason}")
    if _count(walk, source_id):
        raise BrokenThread("the dry run kept comments")
    done = _send(walk, source_id, dry_run="false")
    journal.say(f"import: {_summary(done)}")
    _expect_all_accounted_for(tried, done)
    again = _send(walk, source_id, dry_run="false")
    journal.say(f"the same file again: {_summary(again)}")
    if again["accepted"]:
        raise BrokenThread("importing the same file twice kept comments twice")
    _search(walk, source_id, int(done["accepted"]))
    return int(done["accepted"])


def _send(walk: Walk, source_id: str, dry_run: str) -> Report:
    path = f"/insights/feedback-sources/{source_id}/imports"
    answer = walk.involvement_team.upload(path, walk.start.comments, "text/csv", dry_run=dry_run)
    walk.journal.say(answer.address)
    report: Report = answer.expect(201).json
    return report


def _summary(report: Report) -> str:
    parts = [f"{report[part]} {part}" for part in ("rows", "accepted", "blank", "duplicates")]
    return f"{', '.join(parts)}, {report['rejected_rows']} rejected"


def _expect_all_accounted_for(tried: Report, done: Report) -> None:
    parts = ("accepted", "blank", "duplicates", "rejected_rows")
    if any(tried[part] != done[part] for part in ("rows", *parts)):
        raise BrokenThread("the import did otherwise than its dry run said")
    if done["rows"] != sum(done[part] for part in parts):
        raise BrokenThread("the import's report doesn't account for every row")
    if not done["accepted"]:
        raise BrokenThread("the file has no row that could be imported")


def _search(walk: Walk, source_id: str, accepted: int) -> None:
    if _count(walk, source_id) != accepted:
        raise BrokenThread("the search doesn't find every comment that was imported")
    answer = walk.involvement_team.get("/insights/feedback", source_id=source_id, q=WORDS)
    found = answer.expect(200).json
    walk.journal.say(f"{answer.address}: {found['total']} comments about waiting")
    if not found["items"]:
        raise BrokenThread("a search in the comments finds nothing about waiting")


def _count(walk: Walk, source_id: str) -> int:
    found = walk.involvement_team.get("/insights/feedback", source_id=source_id, limit=1)
    return int(found.expect(200).json["total"])

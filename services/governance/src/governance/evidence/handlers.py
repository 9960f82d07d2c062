"""What the library says, kept."""

from __future__ import annotations

from common.db.engine import WriteSession
from common.events.envelope import Event
from common.events.insights import (
    ActivityChanged,
    ActivityRegistered,
    FindingPublished,
    FindingSuperseded,
    FindingWithdrawn,
)
from governance.evidence import repository


async def keep_published_finding(event: Event[FindingPublished], session: WriteSession) -> None:
    """From now on decisions may rely on this version."""
    kept = ("finding_id", "version", "reference", "title", "visibility", "published_at",
            "report_id")  # fmt: skip
    row = event.data.model_dump(include={*kept, "activity_ids", "themes", "communities", "places"})
    themes = " ".join(theme.replace("_", " ") for theme in event.data.themes)
    words = f"{event.data.title}\n{event.data.summary}\n{themes}"
    await repository.keep_published(session, {"ics": event.ics, **row}, words)


async def keep_superseded_finding(event: Event[FindingSuperseded], session: WriteSession) -> None:
    """No decision from now on may rely on this version; those taken before may, and did."""
    data = event.data
    when = {"superseded_at": data.superseded_at, "superseded_by": data.superseded_by}
    await repository.keep_ended(
        session, (event.ics, data.finding_id, data.version), "superseded", when
    )


async def keep_withdrawn_finding(event: Event[FindingWithdrawn], session: WriteSession) -> None:
    """No new decision may rely on this finding in any version up to this one."""
    data = event.data
    key = (event.ics, data.finding_id, data.version)
    await repository.keep_ended(session, key, "withdrawn")
    await repository.withdraw_before(session, data.finding_id, data.version)


async def keep_activity(
    event: Event[ActivityRegistered] | Event[ActivityChanged], session: WriteSession
) -> None:
    """From now on decisions may name this activity."""
    data = event.data
    status = data.status if isinstance(data, ActivityChanged) else "planned"
    kept = {"activity_id", "title", "method", "spectrum_level", "survey_id", "visibility"}
    row = data.model_dump(include={*kept, "themes", "communities", "starts_on", "ends_on"})
    if isinstance(data, ActivityRegistered):
        row["registered_at"] = event.time
    await repository.keep_activity(session, {"ics": event.ics, "status": status, **row})

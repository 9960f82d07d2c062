"""Bodies of a system's file: written over what is there, safe to repeat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import uuid5

from common.clock import utc_now
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from governance.bodies import repository, seats
from governance.bodies import terms as terms_of_reference
from governance.bodies.models import Body, Holder, Post, TermsOfReference
from governance.bodies.schemas import BodyRecord
from governance.quorum.conditions import Member

_FILE = "system-file"


async def load(
    session: WriteSession, ics: SystemCode, records: Sequence[BodyRecord], *,
    now: datetime | None = None,
) -> int:  # fmt: skip
    """Write the bodies of a system's file, with terms, posts and holders; safe to repeat.

    What the file first says of a body was on record from the beginning. What it says otherwise, or
    more, when it is loaded again is on record from then on.
    """
    for record in records:
        before = await seats.times(session, record.id)
        body = record.model_dump(exclude={"terms", "posts", "offices"})
        await repository.upsert(session, Body, ("ics", "id"), {"ics": ics, **body})
        if record.terms is not None:
            members = [
                Member(post.id, post.sector, post.organisation)
                for post in record.posts
                if post.standing != "in_attendance"
            ]
            terms_of_reference.check(record.terms, members, f"bodies.{record.code}.terms")
            await repository.upsert(
                session,
                TermsOfReference,
                ("ics", "body_id", "valid_from"),
                {"ics": ics, "body_id": record.id, **_terms_of(record)},
            )
        for post in record.posts:
            row = post.model_dump(exclude={"holders"}) | {"valid_from": record.valid_from}
            await repository.upsert(
                session, Post, ("ics", "id"), {"ics": ics, "body_id": record.id, **row}
            )
            for holder in post.holders:
                # A holder in a file has no id: the same person from the same day is the same one.
                identity = uuid5(post.id, f"{holder.name}|{holder.valid_from}|{holder.deputy}")
                row = {"ics": ics, "id": identity, "post_id": post.id, **holder.model_dump()}
                await repository.upsert(session, Holder, ("ics", "id"), row)
        await seats.loaded(session, record.id, before, recorded_by=_FILE, now=now or utc_now())
    return len(records)


def _terms_of(record: BodyRecord) -> dict[str, object]:
    terms = dict(record.terms or {})
    begins = terms.pop("valid_from", None)
    ends = terms.pop("valid_to", None)
    return {
        "valid_from": date.fromisoformat(begins) if begins else record.valid_from,
        "valid_to": date.fromisoformat(ends) if ends else None,
        "content": terms,
    }

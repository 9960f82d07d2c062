"""Bodies of a system's file: written over what is there, safe to repeat.

What the file first says of a body was on record from the beginning; so is what it says otherwise
before the body first met. After that nothing that a meeting went by changes behind it: other terms
hold from the day of loading on, as does what a post is beside its days; and of the days of posts
and holders it is kept what was on record before. An end that is on record stays where the file
names none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from common.clock import day_in_england, utc_now
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from governance.bodies import repository, seats, terms_loaded
from governance.bodies import terms as terms_of_reference
from governance.bodies.models import Body, Holder, Post
from governance.bodies.schemas import BodyRecord
from governance.bodies.seats import History, Said
from governance.quorum.conditions import Member

FILE = "system-file"
"""Who put on record what a system's file says."""
_OF_A_BODY = ("code", "name", "kind", "valid_from", "valid_to")
_OF_A_POST = ("sector", "organisation", "standing")


@dataclass
class LoadedBody:
    """What became of a body of a system's file."""

    id: UUID
    code: str
    recorded_at: datetime | None
    """When what is new of it was put on record; None of a body that was not there before."""
    lines: list[str] = field(default_factory=list)
    """What changed, a line each; nothing that names a person."""

    def changed(self, what: str) -> None:
        """Add a line."""
        self.lines.append(f"{self.code}: {what}")


async def load(
    session: WriteSession, ics: SystemCode, records: Sequence[BodyRecord], *,
    now: datetime | None = None,
) -> list[LoadedBody]:  # fmt: skip
    """Write the bodies of a system's file, with terms, posts and holders; safe to repeat, and
    nothing is removed. Gives them in order.

    Raises:
        TermsContradict: if no meeting could follow the terms of one.
    """
    return [await _load(session, ics, one, now or utc_now()) for one in records]


async def _load(
    session: WriteSession, ics: SystemCode, record: BodyRecord, now: datetime
) -> LoadedBody:
    there = await repository.get_for_change(session, record.id)
    before = {name: getattr(there, name) for name in _OF_A_BODY} if there else None
    was = await seats.history(session, record.id)
    said = {one.id: seats.said(one) for one in was.all}
    titles = {post.id: post.title for post in was.posts}
    last_met = await repository.last_met(session, record.id)
    at = await seats.moment(session, record.id, now)
    loaded = LoadedBody(record.id, record.code, at if before else None)
    values = _without_open_end(record.model_dump(include=set(_OF_A_BODY)))
    await repository.upsert(session, Body, ("ics", "id"), {"ics": ics, "id": record.id, **values})
    for name, value in (before or {}).items():
        if value != values.get(name, value):
            loaded.changed(f"{name} is now {values[name]}, was {value}")
    if record.terms is not None:
        members = [
            Member(post.id, post.sector, post.organisation)
            for post in record.posts
            if post.standing != "in_attendance"
        ]
        terms_of_reference.check(record.terms, members, f"bodies.{record.code}.terms")
        line = await terms_loaded.write(session, ics, record, last_met, day_in_england(now))
        if line is not None and before:
            loaded.changed(line)
    await _write_posts(session, ics, record)
    for post in record.posts:
        if (title := titles.get(post.id, post.title)) != post.title:
            loaded.changed(f"post {post.title}: title was {title}")
    if before:
        await _note(session, loaded, was, said, at, met=last_met is not None)
    return loaded


async def _write_posts(session: WriteSession, ics: SystemCode, record: BodyRecord) -> None:
    for post in record.posts:
        row = post.model_dump(exclude={"holders"}) | {"valid_from": record.valid_from}
        await repository.upsert(
            session, Post, ("ics", "id"), {"ics": ics, "body_id": record.id, **row}
        )
        for holder in post.holders:
            # A holder in a file has no id: the same person from the same day is the same one.
            identity = uuid5(post.id, f"{holder.name}|{holder.valid_from}|{holder.deputy}")
            said = _without_open_end(holder.model_dump())
            row = {"ics": ics, "id": identity, "post_id": post.id, **said}
            await repository.upsert(session, Holder, ("ics", "id"), row)


def _without_open_end(values: dict[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in values.items() if (name, one) != ("valid_to", None)}


async def _note(
    session: WriteSession, loaded: LoadedBody, was: History, before: Mapping[UUID, Said],
    at: datetime, *, met: bool,
) -> None:  # fmt: skip
    """Put on record what a file changed of the posts and holders of a body that was there."""
    now = await seats.history(session, loaded.id)
    titles = {post.id: post.title for post in now.posts}
    seats_: list[Post | Holder] = [*now.posts, *now.holders]
    for one in seats_:
        name = _name(one, titles)
        said = seats.said(one)
        if one.id not in before:
            await seats.entered(session, one, recorded_by=FILE, now=at)
            loaded.changed(f"{name}: entered")
        elif (then := before[one.id]) != said:
            known = met or one.id in was.entries or then[:2] != said[:2]
            if known:
                await seats.changed(session, one, then, recorded_by=FILE, now=at)
            loaded.changed(f"{name}: {_differences(then, said, at if known else None)}")


def _name(one: Post | Holder, titles: Mapping[UUID, str]) -> str:
    if isinstance(one, Post):
        return f"post {one.title}"
    what = "deputy" if one.deputy else "holder"
    return f"post {titles[one.post_id]}, {what} from {one.valid_from}"


def _differences(then: Said, now: Said, at: datetime | None) -> str:
    """Say what differs: of what a post is beside its days, since when."""
    said = []
    for name in Said._fields:
        old, new = getattr(then, name), getattr(now, name)
        if old != new:
            since = f" from {day_in_england(at)} on" if at and name in _OF_A_POST else ""
            said.append(f"{name} is now {new}{since}, was {old}")
    return "; ".join(said)

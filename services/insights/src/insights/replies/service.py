"""Right of reply: one reply of each that a finding speaks about, published with it (part 1).

A reply has versions of its own and never changes what the finding says. The finding's revision
grows, since what is shown under its address is another; so do its places in the feeds.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from common.clock import new_id
from common.db.engine import ReadSession, WriteSession
from common.web.versions import check_version
from insights.audience import Reader
from insights.feeds import service as feeds
from insights.findings import service as findings
from insights.findings.access import Act
from insights.findings.content import check_words
from insights.findings.errors import FindingNotFound
from insights.findings.models import Finding
from insights.findings.schemas import Named, content_of
from insights.harvest import service as harvest
from insights.harvest.sets import specs_of
from insights.notices import service as notices
from insights.notices.schemas import Kind, Telling
from insights.organisations import service as organisations
from insights.replies import repository
from insights.replies.errors import AlreadyReplied, NotSpokenAbout, ReplyNotFound, ReplyWithdrawn
from insights.replies.models import Reply, ReplyVersion

_STANDS = frozenset({"published", "superseded"})


async def reply(
    session: WriteSession, act: Act, finding_id: UUID, text: str, on_behalf_of: UUID | None
) -> Reply:
    """Publish the reply of somebody that a published finding speaks about.

    Raises:
        FindingNotFound: if there is none that the caller may see, or it isn't published.
        NotSpokenAbout: if it doesn't name them, or the caller doesn't stand for them.
        AlreadyReplied: if they replied before.
        PersonalDataFound: naming the position.
    """
    finding = await _shown(session, finding_id, act.reader)
    await organisations.require_in_being(session, act.reader, now=act.now)
    named = _named(finding, on_behalf_of or act.reader.organisation_id)
    if named is None or not _stands_for(act.reader, named.kind, named.id):
        raise NotSpokenAbout
    finding = await findings.for_reply(session, finding_id)
    if await repository.of_replier(session, finding_id, named.id) is not None:
        raise AlreadyReplied
    check_words([("body.text", text)])
    name = await organisations.name_of(session, named.id) if named.kind == "organisation" else None
    one = Reply(
        ics=act.ics,
        id=new_id(),
        finding_id=finding_id,
        replier_kind=named.kind,
        replier_id=named.id,
        replier_name=name or named.name or "",
        state="published",
        version=1,
        revision=1,
        published_at=act.now,
    )
    await repository.add(session, one, _version(one, text, act))
    await _said(session, act, finding, one, "reply_published")
    return one


async def change(
    session: WriteSession, act: Act, finding_id: UUID, reply_id: UUID, *, expected: int, text: str
) -> Reply:
    """Publish a new version of a reply; one that was withdrawn stands again.

    Raises:
        ReplyNotFound: if it isn't the caller's own.
        OrganisationNotInBeing, PersonalDataFound, PreconditionFailed: as the names say.
    """
    finding, one = await _own(session, act, finding_id, reply_id, expected)
    await organisations.require_in_being(session, act.reader, now=act.now)
    check_words([("body.text", text)])
    one.version += 1
    one.revision += 1
    one.state = "published"
    one.withdrawn_at = one.withdrawn_reason = None
    await session.flush()
    await repository.add_version(session, _version(one, text, act))
    await _said(session, act, finding, one, "reply_published")
    return one


async def withdraw(
    session: WriteSession, act: Act, finding_id: UUID, reply_id: UUID, *, expected: int,
    reason: str,
) -> Reply:  # fmt: skip
    """Withdraw a reply; that there was one stays, and why it is gone.

    Raises:
        ReplyNotFound, ReplyWithdrawn, PersonalDataFound, PreconditionFailed: as the names say.
    """
    finding, one = await _own(session, act, finding_id, reply_id, expected)
    if one.state == "withdrawn":
        raise ReplyWithdrawn
    check_words([("body.reason", reason)])
    one.revision += 1
    one.state = "withdrawn"
    one.withdrawn_at, one.withdrawn_reason = act.now, reason
    await session.flush()
    await _said(session, act, finding, one, "reply_withdrawn")
    return one


async def get(
    session: ReadSession, reader: Reader, finding_id: UUID, reply_id: UUID
) -> tuple[Reply, str | None]:
    """Give a reply to a finding that the reader may see, and its text.

    The text of one that is withdrawn is for those whose it is.

    Raises:
        FindingNotFound, ReplyNotFound: if there is none, or the reader may not know of it.
    """
    await _shown(session, finding_id, reader)
    one = await repository.get(session, finding_id, reply_id)
    if one is None:
        raise ReplyNotFound
    if one.state == "withdrawn" and not _is_own(one, reader):
        return one, None
    return one, (await repository.versions(session, one.id))[-1].text


async def versions(
    session: ReadSession, reader: Reader, finding_id: UUID, reply_id: UUID
) -> list[ReplyVersion]:
    """Give the versions of a reply, oldest first; none of one that is withdrawn and not one's own.

    Raises:
        FindingNotFound, ReplyNotFound: if there is none, or the reader may not know of it.
    """
    one, text = await get(session, reader, finding_id, reply_id)
    return [] if text is None else list(await repository.versions(session, one.id))


async def _shown(session: ReadSession, finding_id: UUID, reader: Reader) -> Finding:
    finding = await findings.get(session, finding_id, reader)
    if finding.state not in _STANDS:
        raise FindingNotFound
    return finding


def _named(finding: Finding, replier: UUID | None) -> Named | None:
    named = content_of(finding.content).speaks_about
    return next((one for one in named if one.id == replier), None)


def _stands_for(reader: Reader, kind: str, replier: UUID) -> bool:
    return reader.is_editor or (kind == "organisation" and reader.organisation_id == replier)


def _is_own(one: Reply, reader: Reader) -> bool:
    return _stands_for(reader, one.replier_kind, one.replier_id)


async def _own(
    session: WriteSession, act: Act, finding_id: UUID, reply_id: UUID, expected: int
) -> tuple[Finding, Reply]:
    """Give one's own reply, its finding locked; one may take back what one said of a finding that
    is no longer shown to one."""
    finding = await findings.for_reply(session, finding_id)
    one = await repository.get(session, finding_id, reply_id)
    if one is None or not _is_own(one, act.reader):
        raise ReplyNotFound
    check_version(one.revision, expected)
    return finding, one


def _version(one: Reply, text: str, act: Act) -> ReplyVersion:
    return ReplyVersion(
        ics=act.ics,
        reply_id=one.id,
        version=one.version,
        text=text,
        published_at=act.now,
        published_by=act.reader.subject,
    )


async def _said(session: WriteSession, act: Act, finding: Finding, one: Reply, kind: Kind) -> None:
    """Let the finding be read again wherever it is shown, and tell who deposited it."""
    finding.revision += 1
    await session.flush()
    if finding.state == "published" and finding.visibility == "public":
        await _into_feeds(session, act, finding)
    telling = Telling(
        kind=kind,
        organisation_id=finding.organisation_id,
        key=f"{kind}:{one.id}:{one.revision}",
        finding_id=finding.id,
        reply_id=one.id,
    )
    await notices.tell(session, act.ics, [telling], now=act.now)


async def _into_feeds(session: WriteSession, act: Act, finding: Finding) -> None:
    first: datetime = finding.first_published_at or act.now
    position = await feeds.note(
        session,
        act.ics,
        finding_id=finding.id,
        version=finding.version,
        shown=True,
        organisation_name=await organisations.name_of(session, finding.organisation_id),
        first_published_at=first,
        now=act.now,
    )
    specs = specs_of(finding.themes, finding.places, finding.organisation_id)
    await harvest.note_sets(session, act.ics, position=position, finding_id=finding.id, specs=specs)

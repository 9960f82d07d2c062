"""Files of findings: who may add, have and remove them.

A file comes with the version that is being worked on, and is before others once that version or a
later one is published: nothing is added to what is published without a new version. Like the rest
of a finding it is for whom the version in force is for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.inspection.statement import AccessStatement
from insights.audience import ANYONE, Reader
from insights.files import repository, service
from insights.files.errors import FileNotFound
from insights.files.looking import Looked
from insights.files.models import File
from insights.files.schemas import Coming
from insights.files.service import Owner
from insights.files.storage.port import FileStore
from insights.findings import service as findings
from insights.findings.access import Act, draft_of, own
from insights.findings.content import check_words
from insights.findings.errors import NotInThatState, NotYours
from insights.findings.lifecycle import State
from insights.findings.models import Finding
from insights.notices import service as notices
from insights.notices.schemas import Kind

_EVERYTHING = Reader("worker", scopes=frozenset({"insights:manage"}))


async def expect(session: ReadSession, act: Act, finding_id: UUID, name: str) -> Coming:
    """Judge who adds what to which finding, before any of the file is read.

    Raises:
        FindingNotFound, NotYours: if the finding isn't the caller's own.
        PersonalDataFound: if the name reads like personal data.
        FileRefused, TooManyFiles: see `insights.files.service.expect`.
    """
    finding = await findings.get(session, finding_id, act.reader)
    if not act.reader.owns(finding.organisation_id):
        raise NotYours
    check_words([("header.Content-Disposition", name)])
    return await service.expect(session, Owner("finding", finding_id), name, now=act.now)


async def add(
    session: WriteSession,
    store: FileStore,
    act: Act,
    finding_id: UUID,
    *,
    coming: Coming,
    looked: Looked,
) -> File:
    """Add a file to the version that is being worked on.

    Raises:
        FindingNotFound, NotYours: if the finding isn't the caller's own.
        NotInThatState: if no version is in draft. A change of the finding begins one.
        TooManyFiles: see `insights.files.service.take_in`.
    """
    finding, version = await draft_of(session, act, finding_id)
    return await service.take_in(
        session, store, act.ics, Owner("finding", finding.id), coming=coming, looked=looked,
        since_version=version, now=act.now, by=act.reader.subject,
    )  # fmt: skip


async def listing(session: ReadSession, finding_id: UUID, reader: Reader) -> Sequence[File]:
    """List the files that the reader may have, oldest first, and that others were removed.

    Raises:
        FindingNotFound: if there is no such finding, or the reader may not know of it.
    """
    finding = await findings.get(session, finding_id, reader)
    files = await service.listing(session, Owner("finding", finding_id))
    return [file for file in files if _is_for(reader, finding, file)]


async def get(session: ReadSession, finding_id: UUID, file_id: UUID, reader: Reader) -> File:
    """Give a file that the reader may have.

    Raises:
        FindingNotFound, FileNotFound: if there is none, or the reader may not know of it.
        FileWithheld: of one from before files were looked through; its owners may have it, to
            clear it and send it anew.
    """
    finding = await findings.get(session, finding_id, reader)
    file = await service.get(session, Owner("finding", finding_id), file_id)
    if not _is_for(reader, finding, file):
        raise FileNotFound
    if not reader.owns(finding.organisation_id):
        service.refuse_withheld(file)
    return file


async def describe(
    session: WriteSession, act: Act, finding_id: UUID, file_id: UUID, description: str
) -> File:
    """Say what a file shows.

    Raises:
        FindingNotFound, NotYours, FileNotFound: if it isn't the caller's own.
        NotInThatState: if it is published: then it is not changed, only removed.
        PersonalDataFound: if the words read like personal data.
    """
    finding = await own(session, act, finding_id, None)
    check_words([("body.description", description)])
    file = await service.get(session, Owner("finding", finding_id), file_id)
    if file.since_version <= (finding.published_version or 0):
        raise NotInThatState("described anew", State.PUBLISHED)
    return await service.describe(session, file, description)


async def explain(
    session: WriteSession, act: Act, finding_id: UUID, file_id: UUID, statement: AccessStatement
) -> File:
    """Say why a file is published that not everybody can read; also once it is published.

    Raises:
        FindingNotFound, NotYours, FileNotFound: if it isn't the caller's own.
        PersonalDataFound: if the reason reads like personal data.
    """
    await own(session, act, finding_id, None)
    check_words([("body.reason", statement.reason)])
    file = await service.get(session, Owner("finding", finding_id), file_id)
    return await service.explain(session, file, statement)


async def remove(session: WriteSession, act: Act, finding_id: UUID, file_id: UUID) -> UUID:
    """Take a file away at once and for good, published or not; that there was one stays known.

    Gives what its bytes go by, which are to be destroyed.

    Raises:
        FindingNotFound, NotYours, FileNotFound: if it isn't the caller's own.
    """
    await own(session, act, finding_id, None)
    file = await service.get(session, Owner("finding", finding_id), file_id)
    return await service.remove(session, file, now=act.now)


async def remove_again(session: WriteSession, file_id: UUID, *, since: datetime) -> UUID | None:
    """Take a file away that a restored backup brought back; None if there is none.

    Gives what its bytes go by, which are to be destroyed.

    Args:
        since: when it was removed.
    """
    file = await repository.lock(session, file_id)
    if file is None or file.finding_id is None or file.removed_at is not None:
        return None
    return await service.remove(session, file, now=since)


async def tell_depositor(session: WriteSession, file: File, now: datetime) -> None:
    """Tell the depositor of a finding what was found in a file of it from before: that it is given
    out no more; or that it is before others, and not everybody can read it."""
    if file.finding_id is None:
        return
    finding = await findings.get(session, file.finding_id, _EVERYTHING)
    kind: Kind
    if file.withheld is not None:
        kind = "file_withheld"
    elif service.lacks_statement(file) and _is_for(ANYONE, finding, file):
        kind = "file_unexplained"
    else:
        return
    ics, key = SystemCode(file.ics), f"file:{file.id}"
    await notices.tell_depositor(session, ics, kind, finding, key=key, now=now)


def _is_for(reader: Reader, finding: Finding, file: File) -> bool:
    if reader.owns(finding.organisation_id):
        return True
    published = finding.published_version
    if finding.state == State.WITHDRAWN or published is None:
        return False
    return file.since_version <= published

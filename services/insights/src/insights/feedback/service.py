"""The rules of feedback: sources with their mappings, imports with their reports."""

from __future__ import annotations

from datetime import datetime
from typing import IO, cast
from uuid import UUID

from common.clock import day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.errors import FieldError, Forbidden, Invalid
from insights.audience import Reader
from insights.feedback import repository
from insights.feedback.errors import ImportNotFound, SourceExists, SourceNotFound
from insights.feedback.forms import Declared
from insights.feedback.importing import import_file
from insights.feedback.mapping import Mapping
from insights.feedback.models import FeedbackImport, FeedbackSource
from insights.feedback.presentation import rejection_out, report_out
from insights.feedback.progress import QUIET_SECONDS, Phase, Watch
from insights.feedback.ready import ready_mappings
from insights.feedback.schemas import (
    ImportReport,
    ProgressOut,
    RejectionOut,
    SourceIn,
    SourcePatch,
)
from insights.feedback.staging import Act
from insights.frameworks import service as frameworks
from insights.keys import InsightsKeys
from insights.organisations import service as organisations
from insights.vocabularies.service import (
    SOURCES,
    Codes,
    check_codes,
    codes_of,
)


async def register(session: WriteSession, act: Act, data: SourceIn) -> FeedbackSource:
    """Register a source of feedback with its mapping."""
    owner = data.organisation_id or act.reader.organisation_id
    if not act.reader.owns(owner):
        raise Forbidden("Register sources of your own organisation only.")
    await organisations.require_in_being(session, act.reader, now=act.now)
    if data.organisation_id is not None:
        await organisations.get(session, data.organisation_id)
    mapping = await _checked(session, act, data.mapping, data.kind)
    if await repository.named(session, data.name) is not None:
        raise SourceExists
    source = FeedbackSource(
        ics=act.ics,
        id=new_id(),
        name=data.name,
        kind=data.kind,
        organisation_id=owner,
        visibility=data.visibility,
        mapping=mapping.model_dump(mode="json"),
        version=1,
        created_at=act.now,
    )
    await repository.add(session, source)
    return source


async def get(session: ReadSession, source_id: UUID, reader: Reader) -> FeedbackSource:
    """Give a source that the reader may see.

    Raises:
        SourceNotFound: if there is none, or the reader may not know of it.
    """
    source = await repository.get(session, source_id, reader)
    if source is None:
        raise SourceNotFound
    return source


async def own(session: WriteSession, act: Act, source_id: UUID) -> FeedbackSource:
    """Give a source that is the caller's own, locked.

    Raises:
        SourceNotFound: if there is none, or the caller may not know of it.
        Forbidden: if it belongs to another organisation.
    """
    source = await repository.lock(session, source_id)
    if source is None:
        raise SourceNotFound
    if not act.reader.owns(source.organisation_id):
        if act.reader.may_see(source.visibility, source.organisation_id):
            raise Forbidden("This source belongs to another organisation.")
        raise SourceNotFound
    return source


async def hold(session: WriteSession, source_id: UUID) -> FeedbackSource:
    """Give a source to the worker, locked: one import of a source at a time."""
    source = await repository.lock(session, source_id)
    if source is None:
        raise SourceNotFound
    return source


async def change(
    session: WriteSession, act: Act, source: FeedbackSource, patch: SourcePatch
) -> FeedbackSource:
    """Change a source that is locked; items that are there already stay as they were read."""
    if patch.name is not None and patch.name != source.name:
        if await repository.named(session, patch.name) is not None:
            raise SourceExists
        source.name = patch.name
    if patch.mapping is not None:
        mapping = await _checked(session, act, patch.mapping, source.kind)
        source.mapping = mapping.model_dump(mode="json")
    if patch.visibility is not None:
        source.visibility = patch.visibility
    source.version += 1
    await session.flush()
    return source


async def take_in(
    session: WriteSession,
    act: Act,
    source_id: UUID,
    file: IO[bytes],
    *,
    declared: Declared,
    dry_run: bool,
    watch: Watch,
    keys: InsightsKeys,
) -> ImportReport:
    """Import a file into a source of the caller's, as a whole or not at all."""
    source = await own(session, act, source_id)
    await organisations.require_in_being(session, act.reader, now=act.now)
    mapping = Mapping.model_validate(source.mapping)
    try:
        import_id = await import_file(
            session,
            act,
            source.id,
            mapping,
            file,
            claimed=declared.form,
            encoding=declared.encoding or mapping.encoding,
            dry_run=dry_run,
            watch=watch,
            key=keys.row_key(source.id),
        )
    finally:
        await watch.end()
    return await read_report(session, import_id, act.reader)


async def progress(
    session: ReadSession, source_id: UUID, reader: Reader, *, now: datetime
) -> ProgressOut:
    """Tell how far a source's import is.

    Raises:
        SourceNotFound: if there is no such source that the reader may see.
    """
    await get(session, source_id, reader)
    found = await repository.progress(session, source_id)
    if found is None:
        return ProgressOut(state="none")
    quiet = (now - found.moved_at).total_seconds() > QUIET_SECONDS[found.phase]
    return ProgressOut(
        state="broken_off" if quiet else "running",
        import_id=found.import_id,
        phase=cast(Phase, found.phase),
        rows=found.rows,
        file_bytes=found.file_bytes,
        started_at=found.started_at,
        moved_at=found.moved_at,
    )


async def read_report(session: ReadSession, import_id: UUID, reader: Reader) -> ImportReport:
    """Give the report of an import, with its first rejections.

    Raises:
        ImportNotFound: if there is none whose source the reader may see.
    """
    report = await _report(session, import_id, reader)
    rejected = await repository.first_rejections(session, import_id)
    return report_out(report, [rejection_out(rejection) for rejection in rejected])


async def reports(
    session: ReadSession, source_id: UUID, reader: Reader, request: PageRequest
) -> Page[ImportReport]:
    """List the imports of a source, newest first, without their rejections."""
    await get(session, source_id, reader)
    page = await repository.reports(session, source_id, request)
    return page.map(lambda report: report_out(report, []))


async def rejections(
    session: ReadSession, import_id: UUID, reader: Reader, request: PageRequest
) -> Page[RejectionOut]:
    """List every rejection of an import, by line."""
    await _report(session, import_id, reader)
    page = await repository.rejections(session, import_id, request)
    return page.map(rejection_out)


async def _report(session: ReadSession, import_id: UUID, reader: Reader) -> FeedbackImport:
    report = await repository.report(session, import_id, reader)
    if report is None:
        raise ImportNotFound
    return report


async def _checked(session: ReadSession, act: Act, given: Mapping | str, kind: str) -> Mapping:
    """Look a ready mapping up, and check the codes that a mapping names."""
    mapping = given if isinstance(given, Mapping) else None
    if isinstance(given, str):
        ready = ready_mappings().get(given)
        if ready is None:
            raise Invalid(
                "There is no ready mapping of that name. GET /feedback-mappings lists them.",
                fields=(FieldError("body.mapping", "names no ready mapping"),),
            )
        mapping = ready.mapping
    if mapping is None:
        raise TypeError("a mapping is a Mapping or a name")
    themes = list(mapping.themes.columns.values()) if mapping.themes else []
    await check_codes(
        session,
        [
            codes_of("body.kind", SOURCES, kind),
            Codes("body.mapping.themes.columns", await frameworks.codes(session), themes),
        ],
        on=day_in_england(act.now),
    )
    return mapping

"""The rules of files: what is taken in, and that what is given out is what was taken in.

A file belongs to a finding or to a story, whose own rules say who may add it and who may have it
(`insights.files.of_findings`, `insights.stories.media`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement

from common.clock import day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.inspection.inspecting import KINDS
from common.inspection.statement import AccessStatement, accessibility
from common.observability.logging import get_logger
from insights.files import repository, rules
from insights.files.errors import (
    FileNotFound,
    FilesUnexplained,
    FileWithheld,
    TooManyFiles,
)
from insights.files.looking import Looked
from insights.files.models import File
from insights.files.receiving import measured
from insights.files.schemas import Coming, FileOut, FileRuleIn
from insights.files.storage.port import FileStore, key_of

log = get_logger(__name__)


@dataclass(frozen=True)
class Owner:
    """The finding or the story that a file belongs to."""

    kind: Literal["finding", "story"]
    id: UUID

    @property
    def condition(self) -> ColumnElement[bool]:
        """Give what picks its files."""
        return (File.finding_id if self.kind == "finding" else File.story_id) == self.id


async def expect(session: ReadSession, owner: Owner, name: str, *, now: datetime) -> Coming:
    """Judge a file by its name, before any of it is read.

    Raises:
        FileRefused: if files of that name aren't taken.
        TooManyFiles: if there are as many as there may be.
    """
    rule = await rules.rule_on(session, day_in_england(now))
    coming = Coming(name, rules.type_named(rule, name), rule)
    await _refuse_too_many(session, owner, rule)
    return coming


async def take_in(
    session: WriteSession,
    store: FileStore,
    ics: SystemCode,
    owner: Owner,
    *,
    coming: Coming,
    looked: Looked,
    since_version: int,
    now: datetime,
    by: str,
) -> File:
    """Keep the clean copy of a file that was looked through.

    Its bytes are stored before the transaction commits. If it doesn't, they belong to nobody, and
    the worker destroys them (`insights.files.upkeep`). The caller has locked the owner's row.

    Raises:
        TooManyFiles: if there are as many as there may be.
    """
    await _refuse_too_many(session, owner, coming.rule)
    size, sha256 = await asyncio.to_thread(measured, looked.content)
    file = File(
        ics=ics,
        id=new_id(),
        finding_id=owner.id if owner.kind == "finding" else None,
        story_id=owner.id if owner.kind == "story" else None,
        since_version=since_version,
        name=coming.name,
        media_type=coming.kind.media_type,
        size=size,
        sha256=sha256,
        original_size=looked.original_size,
        original_sha256=looked.original_sha256,
        pages=looked.pages,
        failures=looked.failures,
        taken_out=looked.taken_out,
        uploaded_at=now,
        uploaded_by=by,
    )
    await repository.add(session, file)
    await store.put(key_of(ics, file.id), looked.content)
    return file


async def listing(session: ReadSession, owner: Owner) -> Sequence[File]:
    """List the files of a finding or a story, oldest first, removed ones among them."""
    return await repository.of(session, owner.condition)


async def of_stories(session: ReadSession, ids: Collection[UUID]) -> dict[UUID, list[File]]:
    """Give the files of each of several stories, oldest first."""
    found: dict[UUID, list[File]] = {story_id: [] for story_id in ids}
    for file in await repository.of_stories(session, ids):
        if file.story_id is not None:
            found[file.story_id].append(file)
    return found


async def get(session: ReadSession, owner: Owner, file_id: UUID) -> File:
    """Give a file that is there.

    Raises:
        FileNotFound: if it isn't.
    """
    file = await repository.get(session, owner.condition, file_id)
    if file is None or file.removed_at is not None:
        raise FileNotFound
    return file


async def describe(session: WriteSession, file: File, description: str) -> File:
    """Say what a file shows."""
    file.description = description
    await session.flush()
    return file


async def explain(session: WriteSession, file: File, statement: AccessStatement) -> File:
    """Say why a file is published that not everybody can read, and how to ask for another."""
    file.statement = statement.model_dump(mode="json")
    await session.flush()
    return file


async def refuse_unexplained(session: ReadSession, owner: Owner) -> None:
    """Refuse to publish files with serious failures of which nothing is said.

    Raises:
        FilesUnexplained: naming each.
        FileWithheld: of one that nobody has looked through yet, or that was refused.
    """
    kept = [file for file in await listing(session, owner) if file.removed_at is None]
    for file in kept:
        refuse_withheld(file)
    bare = [file.id for file in kept if lacks_statement(file)]
    if bare:
        raise FilesUnexplained(bare)


def lacks_statement(file: File) -> bool:
    """Tell whether a file has a serious failure of which nothing is said."""
    told = shown(file).accessibility
    return told is not None and told.needs_statement


def is_withheld(file: File) -> bool:
    """Tell whether a file is not given out: it came before files of its kind were looked through,
    and nobody has yet, or something was found that only a person can clear."""
    unseen = file.original_sha256 is None and file.media_type in KINDS
    return file.removed_at is None and (unseen or file.withheld is not None)


def refuse_withheld(file: File) -> None:
    """Refuse to give out, or to publish, what was not looked through.

    Raises:
        FileWithheld: saying why.
    """
    if is_withheld(file):
        raise FileWithheld(file.withheld)


async def remove(session: WriteSession, file: File, *, now: datetime) -> UUID:
    """Take a file of a finding away: that there was one stays on the record, its name does not.

    Gives what its bytes go by, which are to be destroyed.
    """
    file.name = file.description = file.statement = None
    file.removed_at = now
    await session.flush()
    return file.kept_as


async def forget(session: WriteSession, owner: Owner) -> list[UUID]:
    """Take every file of a story away without a trace; give what their bytes go by."""
    return await repository.delete_rows(session, owner.condition)


async def forget_one(session: WriteSession, owner: Owner, file_id: UUID) -> list[UUID]:
    """Take one file of a story away without a trace; give what its bytes go by."""
    return await repository.delete_rows(session, owner.condition & (File.id == file_id))


async def destroy(store: FileStore, ics: SystemCode, ids: Iterable[UUID]) -> None:
    """Destroy the bytes of files that are gone from the database for good.

    What goes wrong here is put right by the worker: it destroys whatever belongs to no file.
    """
    for file_id in ids:
        try:
            await store.delete(key_of(ics, file_id))
        except Exception:
            log.exception("a file's bytes are left for the worker to destroy")


def shown(file: File) -> FileOut:
    """Show a file, without its bytes."""
    return FileOut(
        id=file.id,
        name=file.name,
        description=file.description,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256.hex(),
        original_size=file.original_size,
        original_sha256=None if file.original_sha256 is None else file.original_sha256.hex(),
        taken_out=file.taken_out,
        accessibility=accessibility(file.failures, file.statement, file.pages),
        withheld=is_withheld(file),
        withheld_because=file.withheld if file.removed_at is None else None,
        uploaded_at=file.uploaded_at,
        removed_at=file.removed_at,
    )


async def _refuse_too_many(session: ReadSession, owner: Owner, rule: FileRuleIn) -> None:
    if await repository.count(session, owner.condition) >= rule.max_files:
        raise TooManyFiles(rule.max_files)

"""Giving files out: nobody gets a whole file that isn't the one which was deposited."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from common.clock import day_in_england
from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from common.observability.logging import get_logger
from common.web.ranges import Part
from insights.files import rules
from insights.files.errors import FileDamaged
from insights.files.models import File
from insights.files.storage.port import FileStore, NotStored, key_of

log = get_logger(__name__)


@dataclass(frozen=True)
class Given:
    """A file that is given out."""

    file: File
    inline: bool
    chunks: AsyncIterator[bytes]
    part: Part | None = None
    """None where it is the whole file."""


async def given(
    session: ReadSession, store: FileStore, file: File, part: Part | None = None, *, now: datetime
) -> Given:
    """Open a file, or a part of it, to be given out.

    Only a whole file is held against its checksum on its way: whoever puts parts together compares
    what they make with the entity tag. Of a part no byte is missing, or its answer has no end.
    """
    rule = await rules.rule_on(session, day_in_england(now))
    kind = rule.of_media_type(file.media_type)
    key = key_of(SystemCode(file.ics), file.kept_as)
    if part is None:
        chunks = await begun(verified(store.read(key), file))
    else:
        read = store.read_part(key, part.start, part.stop)
        chunks = await begun(complete(read, part, file))
    return Given(file, kind is not None and kind.inline, chunks, part)


async def verified(source: AsyncIterator[bytes], file: File) -> AsyncIterator[bytes]:
    """Pass the bytes of a file on. The last of them are held back until all are known to be right,
    so nobody ever gets a whole file that isn't the one which was deposited.

    Raises:
        FileDamaged: if they aren't.
    """
    digest, held = hashlib.sha256(), b""
    try:
        async for chunk in source:
            digest.update(chunk)
            if held:
                yield held
            held = chunk
    except NotStored:
        log.error("a stored file is missing", file_id=str(file.id))
        raise FileDamaged from None
    if digest.digest() != file.sha256:
        log.error("a stored file is damaged", file_id=str(file.id))
        raise FileDamaged
    yield held


async def complete(source: AsyncIterator[bytes], part: Part, file: File) -> AsyncIterator[bytes]:
    """Pass the bytes of a part on.

    Raises:
        FileDamaged: if some are missing.
    """
    left = part.length
    try:
        async for chunk in source:
            left -= len(chunk)
            yield chunk
    except NotStored:
        log.error("a stored file is missing", file_id=str(file.id))
        raise FileDamaged from None
    if left:
        log.error("a stored file is damaged", file_id=str(file.id))
        raise FileDamaged


async def begun(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Read the first chunk now, so that what is wrong at once can still be told as a problem."""
    first = await anext(chunks)

    async def all_of_it() -> AsyncIterator[bytes]:
        yield first
        async for chunk in chunks:
            yield chunk

    return all_of_it()

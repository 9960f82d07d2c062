"""Frameworks of themes over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

from common.web.dependencies import Reading
from common.web.routing import Router
from insights.dependencies import API, AsOf, Reads
from insights.frameworks import service
from insights.frameworks.schemas import CodeOut, FrameworkOut, TreeOut

router = Router(prefix=API, tags=["themes"])

Code = Annotated[str, Path(max_length=100)]


@router.get("/theme-frameworks")
async def list_frameworks(session: Reading, reader: Reads) -> list[FrameworkOut]:
    """List the frameworks of themes, with source, licence and versions."""
    return await service.listing(session)


@router.get("/theme-frameworks/{framework}")
async def read_framework(*, framework: Code, session: Reading, reader: Reads, on: AsOf) -> TreeOut:
    """Read a framework as it is on a day: its tree, what became of codes, what counts as what.

    Source and licence are in the list of frameworks.
    """
    return await service.tree(session, framework, on=on)


@router.get("/theme-frameworks/{framework}/themes/{code}")
async def read_theme(
    *, framework: Code, code: Code, session: Reading, reader: Reads, on: AsOf
) -> CodeOut:
    """Read one code, in force or not: a code that was used once can be read for ever."""
    return await service.code(session, framework, code, on=on)

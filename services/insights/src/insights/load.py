"""Load the library's part of system files. Run: ``python -m insights.load FILE…``; safe to repeat.

Loads the system's names, settings, places, vocabularies, frameworks of themes, rules of
evidence and of files. Of organisations it adds those that are not there yet.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel, ConfigDict

from common.clock import utc_now
from common.db.engine import Database
from common.db.tenancy import system_code
from common.settings import load_settings
from insights.ageing import service as ageing
from insights.ageing.schemas import EvidenceInFile
from insights.files import rules as files
from insights.files.schemas import FilesInFile
from insights.frameworks import service as frameworks
from insights.frameworks.schemas import FrameworksInFile
from insights.organisations import service as organisations
from insights.organisations.schemas import OrganisationRecord
from insights.settings import InsightsSettings
from insights.vocabularies import service as vocabularies
from insights.vocabularies.schemas import SystemIn


class Organisations(BaseModel):
    """The organisations of a system's file."""

    model_config = ConfigDict(extra="ignore")

    organisations: list[OrganisationRecord] = []


async def load_system(database: Database, text: bytes) -> str:
    """Load one system file in one transaction; give the system's code."""
    system = SystemIn.model_validate_json(text)
    ics = system_code(system.code)
    async with database.transaction(ics) as session:
        await vocabularies.load(session, ics, system)
        own_themes = [
            term.code
            for vocabulary in system.vocabularies
            if vocabulary.code in vocabularies.THEMES
            for term in vocabulary.terms
        ]
        themes = FrameworksInFile.model_validate_json(text)
        await frameworks.load(session, ics, own_themes, themes)
        await ageing.load(session, ics, EvidenceInFile.model_validate_json(text).evidence)
        await files.load(session, ics, FilesInFile.model_validate_json(text).files)
        records = Organisations.model_validate_json(text).organisations
        await organisations.load(session, ics, records, now=utc_now())
    return ics


async def load_systems(database: Database, texts: list[bytes]) -> None:
    """Load the texts of system files, one after the other."""
    try:
        for text in texts:
            typer.echo(f"insights: loaded {await load_system(database, text)}")
    finally:
        await database.dispose()


def main(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, readable=True)],
) -> None:
    """Load the library's part of system files."""
    settings = load_settings(InsightsSettings)
    database = Database(settings.database_url.get_secret_value(), schema="insights")
    asyncio.run(load_systems(database, [file.read_bytes() for file in files]))


if __name__ == "__main__":
    typer.run(main)

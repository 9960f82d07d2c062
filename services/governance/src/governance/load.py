"""Loads governance's part of system files: vocabularies, and bodies with terms, posts, holders;
pre-election periods, and the witnesses of the decision log.

    python -m governance.load QE1.json QKK.json

Safe to repeat: what is there already is brought to what the file says, and nothing is removed. A
line says what changed of each body that was there before, and from when on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel, ConfigDict, ValidationError

from common.db.engine import Database
from common.db.tenancy import system_code
from common.settings import load_settings
from governance.bodies import loading as bodies
from governance.bodies.schemas import BodyRecord
from governance.elections import service as elections
from governance.elections.schemas import PeriodRecord
from governance.offices import service as offices
from governance.offices.schemas import OfficeRecord
from governance.settings import GovernanceSettings
from governance.vocabularies import service as vocabularies
from governance.vocabularies.schemas import SettingsRecord, VocabularyRecord
from governance.witnesses import service as witnesses
from governance.witnesses.schemas import WitnessRecord


class BodyWithOffices(BodyRecord):
    """A body in a system's file, with who held its offices that rotate."""

    offices: list[OfficeRecord] = []


class SystemRecord(BaseModel):
    """What governance reads of a system's file."""

    model_config = ConfigDict(extra="ignore")

    code: str
    slug: str
    name: str
    vocabularies: list[VocabularyRecord]
    bodies: list[BodyWithOffices]
    pre_election_periods: list[PeriodRecord] = []
    witnesses: list[WitnessRecord] = []
    settings: SettingsRecord = SettingsRecord()


@dataclass(frozen=True)
class Loaded:
    """What became of a system's file."""

    terms: int
    """How many terms its vocabularies have."""
    bodies: int
    changes: Sequence[str]
    """What changed of bodies that were there before, a line each; nothing that names a person."""


async def load_system(database: Database, record: SystemRecord) -> Loaded:
    """Load one system in one transaction.

    Raises:
        ValueError: if its code is no ODS code.
    """
    ics = system_code(record.code)
    async with database.transaction(ics) as session:
        terms = await vocabularies.load(
            session,
            ics,
            record.slug,
            record.name,
            vocabularies=record.vocabularies,
            settings=record.settings,
        )
        await elections.load(session, ics, record.pre_election_periods)
        await witnesses.load(session, ics, record.witnesses)
        found = await bodies.load(session, ics, record.bodies)
        changes = []
        for body, said in zip(found, record.bodies, strict=True):
            changes += [*body.lines, *await offices.load(session, ics, body, said.offices)]
        return Loaded(terms, len(found), changes)


async def load_files(settings: GovernanceSettings, files: list[Path]) -> None:
    """Load system files, one after the other."""
    url = settings.database_url.get_secret_value()
    database = Database(url, schema=GovernanceSettings.service, pool_size=1)
    try:
        for file in files:
            record = SystemRecord.model_validate_json(file.read_bytes())
            found = await load_system(database, record)
            typer.echo(f"{record.code}: {found.terms} terms of vocabularies, {found.bodies} bodies")
            for line in found.changes:
                typer.echo(f"{record.code}: {line}")
    finally:
        await database.dispose()


def main(
    files: Annotated[list[Path], typer.Argument(help="system files, such as QE1.json")],
) -> None:
    """Load vocabularies and bodies."""
    try:
        asyncio.run(load_files(load_settings(GovernanceSettings), files))
    except ValidationError as error:
        places = ", ".join(".".join(map(str, e["loc"])) for e in error.errors()[:10])
        raise typer.BadParameter(f"a file is not a system's file at: {places}") from None


if __name__ == "__main__":
    typer.run(main)

"""Loads the gateway's part of system files: the system, its API keys, its sites.

    python -m gateway.load --secrets var/keys/secrets.json QE1.json QKK.json

Each new key's secret is printed once and added to the file of secrets (mode 0600):
``{"QE1": {"Involvement team": "gt_…"}}``. Keys and sites that are there already stay as they are.
"""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import orjson
import typer

from common.db.engine import Database
from common.db.tenancy import SystemCode, system_code
from common.settings import load_settings
from gateway.keys import repository
from gateway.keys.service import SCOPES, ApiKeys
from gateway.settings import GatewaySettings
from gateway.sites.service import SiteRegistered, origin_of, register_site
from gateway.systems.service import register_system

Secrets = dict[str, dict[str, str]]


async def load_system(database: Database, keys: ApiKeys, content: dict[str, Any]) -> dict[str, str]:
    """Load one system in one transaction; gives the secrets of the keys that were made, by name.

    Raises:
        ValueError: if the file has a wrong code, slug, scope or origin.
        KeyError: if a part is missing.
    """
    ics = system_code(content["code"])
    async with database.transaction(ics) as session:
        await register_system(
            session, ics, slug=content["slug"], name=content["name"], gss=content.get("gss")
        )
        known = await repository.names(session)
        secrets: dict[str, str] = {}
        for entry in content.get("api_keys", []):
            if entry["name"] in known:
                continue
            minted = await keys.create(
                session,
                ics,
                name=entry["name"],
                scopes=_known_scopes(entry["scopes"]),
                organisation_id=_id(entry.get("organisation_id")),
                expires_at=_moment(entry.get("expires_at")),
            )
            secrets[entry["name"]] = minted.text.text
        for site in content.get("sites", []):
            await _register_once(session, ics, site)
    return secrets


async def _register_once(session: Any, ics: SystemCode, site: dict[str, Any]) -> None:
    try:
        uses = site.get("uses", ["embed", "feeds"])
        origin = origin_of(site["origin"])
        await register_site(session, ics, name=site["name"], origin=origin, uses=uses)
    except SiteRegistered:
        return


def _known_scopes(scopes: list[str]) -> list[str]:
    unknown = set(scopes) - SCOPES
    if unknown:
        raise ValueError(f"no such scope: {', '.join(sorted(unknown))}")
    return scopes


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def add_secrets(path: Path, code: str, secrets: dict[str, str]) -> None:
    """Add secrets to the file in one step; only its owner can read it."""
    known: Secrets = orjson.loads(path.read_bytes()) if path.exists() else {}
    known.setdefault(code, {}).update(secrets)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(temporary, flags, 0o600), "wb") as file:
        file.write(orjson.dumps(known, option=orjson.OPT_INDENT_2) + b"\n")
    temporary.chmod(0o600)
    temporary.replace(path)


async def load_files(settings: GatewaySettings, files: list[Path], secrets: Path | None) -> None:
    """Load system files, one after the other."""
    database = Database(settings.database_url.get_secret_value(), schema="gateway", pool_size=1)
    keys = ApiKeys(settings.key_pepper.get_secret_value().encode())
    try:
        for file in files:
            content = orjson.loads(file.read_bytes())
            minted = await load_system(database, keys, content)
            if minted and secrets is not None:
                add_secrets(secrets, content["code"], minted)
            for name, secret in minted.items():
                typer.echo(f"{content['code']}  {name}: {secret}")
    finally:
        await database.dispose()


def main(
    files: Annotated[list[Path], typer.Argument(help="system files, such as QE1.json")],
    secrets: Annotated[
        Path | None, typer.Option(help="file that new keys' secrets are added to (mode 0600)")
    ] = None,
) -> None:
    """Load systems, API keys and sites; each new secret is shown once."""
    asyncio.run(load_files(load_settings(GatewaySettings), files, secrets))


if __name__ == "__main__":
    typer.run(main)

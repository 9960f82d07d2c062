"""Loading the gateway's part of a system file."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import orjson
import pytest

from common.db.engine import Database
from gateway.keys.format import parse
from gateway.load import load_files
from gateway.settings import GatewaySettings
from gateway.sites.register import SiteRegister
from gateway.systems.service import SystemRegister
from gateway_support import QE1

SYSTEM = {
    "code": "QE1",
    "slug": "lancashire",
    "name": "Lancashire",
    "gss": "E54000048",
    "api_keys": [
        {"name": "Board secretary", "organisation_id": None, "scopes": ["governance:read"]},
        {"name": "Operator", "organisation_id": None, "scopes": ["gateway:manage"]},
    ],
    "sites": [{"name": "ICS website", "origin": "http://127.0.0.1:8090"}],
}


@pytest.fixture
def settings(gateway_database: Database, service_settings: Any) -> GatewaySettings:
    """Settings of the load command."""
    made: GatewaySettings = service_settings(GatewaySettings)
    return made


def system_file(tmp_path: Path, **changes: Any) -> Path:
    file = tmp_path / "QE1.json"
    file.write_bytes(orjson.dumps({**SYSTEM, **changes}))
    return file


class TestLoad:
    async def test_secrets_are_shown_once_and_kept_for_the_owner_alone(
        self, settings: GatewaySettings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        secrets = tmp_path / "keys" / "secrets.json"
        await load_files(settings, [system_file(tmp_path)], secrets)
        kept = orjson.loads(secrets.read_bytes())["QE1"]
        assert set(kept) == {"Board secretary", "Operator"}
        assert all(parse(secret) for secret in kept.values())
        assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
        shown = capsys.readouterr().out
        assert all(shown.count(secret) == 1 for secret in kept.values())

    async def test_a_second_run_keeps_what_is_there(
        self, settings: GatewaySettings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        secrets = tmp_path / "secrets.json"
        await load_files(settings, [system_file(tmp_path)], secrets)
        first = secrets.read_bytes()
        capsys.readouterr()
        await load_files(settings, [system_file(tmp_path, name="New name")], secrets)
        assert secrets.read_bytes() == first
        assert capsys.readouterr().out == ""

    async def test_the_system_and_its_sites_are_registered(
        self, settings: GatewaySettings, tmp_path: Path, gateway_database: Database
    ) -> None:
        await load_files(settings, [system_file(tmp_path)], None)
        system = await SystemRegister(gateway_database).by_slug("lancashire")
        assert (system.code, system.name) == ("QE1", "Lancashire")
        origins = await SiteRegister(gateway_database).origins(QE1, "embed")
        assert origins == ["http://127.0.0.1:8090"]

    async def test_a_wrong_scope_loads_nothing_of_the_system(
        self, settings: GatewaySettings, tmp_path: Path, gateway_database: Database
    ) -> None:
        wrong = [{"name": "x", "organisation_id": None, "scopes": ["panel:signup"]}]
        with pytest.raises(ValueError, match="no such scope"):
            await load_files(settings, [system_file(tmp_path, api_keys=wrong)], None)
        assert await SystemRegister(gateway_database).all() == []

    @pytest.mark.parametrize("slug", ["api", "assets", "embed", "docs"])
    async def test_a_slug_that_is_our_own_address_is_refused(
        self, settings: GatewaySettings, tmp_path: Path, slug: str
    ) -> None:
        with pytest.raises(ValueError, match="slug"):
            await load_files(settings, [system_file(tmp_path, slug=slug)], None)


class TestSettings:
    def test_production_refuses_development_defaults(self, service_settings: Any) -> None:
        with pytest.raises(ValueError, match="GT_KEY_PEPPER"):
            service_settings(GatewaySettings, environment="production")

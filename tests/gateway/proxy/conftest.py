"""Fixtures of the tests of what passes through the door."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from fastapi import FastAPI

from common.db.engine import Database
from gateway_support import served
from insights.load import load_system
from insights.main import build_app
from insights.settings import InsightsSettings
from insights_support import system_file


@pytest.fixture
async def library(
    insights_database: Database, service_settings: Any, tmp_path: Path
) -> AsyncIterator[tuple[FastAPI, str]]:
    """The real library, and where it listens."""
    await load_system(insights_database, orjson.dumps(system_file()))
    app = build_app(service_settings(InsightsSettings, files_directory=str(tmp_path / "files")))
    async with served(app) as url:
        yield app, url

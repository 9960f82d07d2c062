"""Every setting says what it means, in the code and on the page of settings."""

from __future__ import annotations

import pytest

from conftest import ROOT
from local_runner.contracts import SERVICES, service_settings


@pytest.mark.parametrize("service", SERVICES)
class TestSettings:
    def test_each_is_described(self, service: str) -> None:
        for name, field in service_settings(service).model_fields.items():
            assert field.description, name
            assert field.description.endswith("."), name

    def test_each_is_on_the_page(self, service: str) -> None:
        page = (ROOT / "docs/reference/settings.md").read_text()

        for name in service_settings(service).model_fields:
            assert f"`GT_{name.upper()}`" in page

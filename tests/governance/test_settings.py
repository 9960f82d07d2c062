"""Governance refuses to start with what it cannot use, or should not use in production."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from pydantic import ValidationError

from governance.settings import GovernanceSettings

KEY = base64.b64encode(b"k" * 32).decode()


def settings(**changes: Any) -> GovernanceSettings:
    values: dict[str, Any] = {
        "environment": "production",
        "database_url": "postgresql://governance_app@db/golden_thread",
        "event_log": "kafka",
        "event_log_url": "kafka:9092",
        "token_keys": "/keys/public.json",
        "public_url": "https://thread.example.org",
        "mail_adapter": "smtp",
        "smtp_url": "smtp://mail.example.org",
        "sealing_keys": f"2026:{KEY}",
        "index_key": KEY,
    }
    return GovernanceSettings(**(values | changes))


class TestProduction:
    def test_starts_with_its_own_keys_and_real_mail(self) -> None:
        assert settings().development_defaults() == []

    @pytest.mark.parametrize("name", ["mail_adapter", "sealing_keys", "index_key", "public_url"])
    def test_refuses_each_development_default(self, name: str) -> None:
        default = GovernanceSettings.model_fields[name].default
        with pytest.raises(ValidationError, match=f"GT_{name.upper()}"):
            settings(**{name: default})


class TestValues:
    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"smtp_url": None}, "GT_SMTP_URL"),
            ({"sealing_keys": "nonsense"}, "sealing keys"),
            ({"index_key": "nonsense!"}, "GT_INDEX_KEY"),
        ],
    )
    def test_that_cannot_be_used_are_refused(self, changes: dict[str, Any], told: str) -> None:
        with pytest.raises(ValidationError, match=told):
            settings(environment="development", **changes)

    def test_secrets_do_not_show(self) -> None:
        assert KEY not in repr(settings())

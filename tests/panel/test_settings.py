"""The panel refuses to start with what it cannot use, or should not use in production."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from pydantic import ValidationError

from panel.settings import PanelSettings

KEY = base64.b64encode(b"k" * 32).decode()


def settings(**changes: Any) -> PanelSettings:
    values: dict[str, Any] = {
        "environment": "production",
        "database_url": "postgresql://panel_app@db/golden_thread",
        "event_log": "kafka",
        "event_log_url": "kafka:9092",
        "token_keys": "/keys/public.json",
        "public_url": "https://thread.example.org",
        "mail_adapter": "smtp",
        "smtp_url": "smtp://mail.example.org",
        "sealing_keys": f"2026:{KEY}",
        "key_encryption_keys": f"2026:{KEY}",
        "index_key": KEY,
    }
    return PanelSettings(**(values | changes))


class TestProduction:
    def test_starts_with_its_own_keys_and_real_mail(self) -> None:
        assert settings().development_defaults() == []

    @pytest.mark.parametrize(
        ("name", "told"),
        [
            ("mail_adapter", "GT_MAIL_ADAPTER"),
            ("sealing_keys", "GT_SEALING_KEYS"),
            ("key_encryption_keys", "GT_KEY_ENCRYPTION_KEYS"),
            ("index_key", "GT_INDEX_KEY"),
            ("public_url", "GT_PUBLIC_URL"),
        ],
    )
    def test_refuses_each_development_default(self, name: str, told: str) -> None:
        default = PanelSettings.model_fields[name].default
        with pytest.raises(ValidationError, match=told):
            settings(**{name: default})

    def test_development_starts_with_the_defaults(self) -> None:
        names = (
            "mail_adapter", "sealing_keys", "key_encryption_keys", "index_key", "public_url",
        )  # fmt: skip
        defaults = {name: PanelSettings.model_fields[name].default for name in names}
        assert settings(environment="development", **defaults).mail_adapter == "file"


class TestValues:
    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"smtp_url": None}, "GT_SMTP_URL"),
            ({"smtp_url": "http://mail"}, "smtp://"),
            ({"public_url": "thread.example.org"}, "GT_PUBLIC_URL"),
            ({"mail_from": "no address"}, "GT_MAIL_FROM"),
            ({"sealing_keys": "nonsense"}, "sealing keys"),
            ({"sealing_keys": "a:AAAA"}, "32 bytes"),
            ({"key_encryption_keys": "a:AAAA"}, "GT_KEY_ENCRYPTION_KEYS"),
            ({"index_key": "nonsense!"}, "GT_INDEX_KEY"),
        ],
    )
    def test_that_cannot_be_used_are_refused(self, changes: dict[str, Any], told: str) -> None:
        with pytest.raises(ValidationError, match=told):
            settings(environment="development", **changes)

    def test_secrets_do_not_show(self) -> None:
        assert KEY not in repr(settings())

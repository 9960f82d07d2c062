"""Settings: validated at start, or a clear line and the end."""

from __future__ import annotations

from typing import ClassVar

import pytest
from pydantic import Field, SecretStr

from common.settings import ServiceSettings, load_settings


class MailSettings(ServiceSettings):
    """Settings of a service that sends mail."""

    service: ClassVar[str] = "mailer"

    mail_key: SecretStr = Field(description="Key of the mail provider.")

    def development_defaults(self) -> list[str]:
        return ["GT_MAIL_KEY is known"] if self.mail_key.get_secret_value() == "dev" else []


GOOD = {
    "GT_DATABASE_URL": "postgresql://mailer_app:hunter2@db/golden_thread",
    "GT_EVENT_LOG": "postgres",
    "GT_EVENT_LOG_URL": "postgresql://event_log_app@db/golden_thread",
    "GT_TOKEN_KEYS": "/keys/public.json",
    "GT_MAIL_KEY": "s3cret",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    import os

    for name in os.environ:
        if name.upper().startswith("GT_"):
            monkeypatch.delenv(name)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def refusal(capsys: pytest.CaptureFixture[str]) -> list[str]:
    with pytest.raises(SystemExit) as stopped:
        load_settings(MailSettings)
    assert stopped.value.code == 78
    return capsys.readouterr().err.splitlines()


class TestLoad:
    def test_what_is_complete_is_taken(self) -> None:
        settings = load_settings(MailSettings)

        assert settings.environment == "production"
        assert settings.port == 8000

    def test_secrets_do_not_show(self) -> None:
        shown = repr(load_settings(MailSettings))

        assert "hunter2" not in shown
        assert "s3cret" not in shown

    @pytest.mark.parametrize("name", sorted(GOOD))
    def test_what_is_missing_is_named_in_one_line(
        self, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
    ) -> None:
        environment.delenv(name)

        (line,) = refusal(capsys)

        assert line.startswith(f"mailer cannot start: {name}: ")

    def test_each_thing_that_is_wrong_has_its_line(
        self, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        environment.setenv("GT_PORT", "http")
        environment.setenv("GT_EVENT_LOG", "rabbit")

        lines = refusal(capsys)

        assert len(lines) == 2
        assert "GT_EVENT_LOG: " in lines[0]
        assert "GT_PORT: " in lines[1]
        assert "rabbit" not in "".join(lines)

    def test_a_misspelt_name_is_refused(
        self, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        environment.setenv("GT_TOKEN_KEY", "/keys/public.json")

        (line,) = refusal(capsys)

        assert line.startswith("mailer cannot start: GT_TOKEN_KEY: no such setting")

    def test_production_refuses_a_development_default(
        self, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        environment.setenv("GT_MAIL_KEY", "dev")

        (line,) = refusal(capsys)

        assert "not allowed in production: GT_MAIL_KEY is known" in line

    def test_development_takes_it(self, environment: pytest.MonkeyPatch) -> None:
        environment.setenv("GT_MAIL_KEY", "dev")
        environment.setenv("GT_ENVIRONMENT", "development")

        assert load_settings(MailSettings).environment == "development"

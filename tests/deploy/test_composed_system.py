"""The Compose file, run as processes on real Postgres and Kafka: a resident's word goes through."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from deploy.compose import environment_file
from deploy.composed import ComposedSystem
from local_runner.kafka import missing
from local_runner.processes import free_port

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(400)]

PUBLIC_URL = "https://panel.example.org"


class MailCatcher:
    """Takes mail by SMTP and keeps it as files, links pointing at the door that is really there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.door = PUBLIC_URL
        self._count = 0

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:  # noqa: N802
        """Keep one message."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        body = message.get_body(preferencelist=("plain",))
        assert body is not None
        kept = EmailMessage()
        kept["To"], kept["Subject"] = str(message["To"]), str(message["Subject"])
        kept.set_content(body.get_content().replace(PUBLIC_URL, self.door))
        self._count += 1
        unfinished = self.folder / f"{self._count:06}.part"
        unfinished.write_bytes(kept.as_bytes())
        unfinished.rename(unfinished.with_suffix(".eml"))
        return "250 kept"


@pytest.fixture(scope="module")
def directory() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="golden-thread-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture(scope="module")
def mail(directory: Path) -> Iterator[tuple[MailCatcher, int]]:
    folder = directory / "walk" / "mail"
    folder.mkdir(parents=True)
    catcher, port = MailCatcher(folder), free_port()
    controller = Controller(catcher, hostname="127.0.0.1", port=port)
    controller.start()
    yield catcher, port
    controller.stop()


@pytest.fixture(scope="module")
def system(directory: Path, mail: tuple[MailCatcher, int]) -> Iterator[ComposedSystem]:
    reason = missing()
    if reason is not None and os.environ.get("CI") != "true":
        pytest.skip(reason)
    catcher, port = mail
    composed = ComposedSystem(
        directory,
        # Everybody on this walk comes from one address, as nobody does outside.
        {**environment_file(PUBLIC_URL), "GT_FORM_RATE": "600", "GT_ANONYMOUS_RATE": "3000"},
        profiles={"load"},
        elsewhere={"mail:1025": f"127.0.0.1:{port}"},
    )
    catcher.door = composed.door
    try:
        composed.start()
        yield composed
    finally:
        composed.stop()


class TestComposedSystem:
    def test_the_whole_thread_goes_through_it_in_production_settings(
        self, system: ComposedSystem, directory: Path
    ) -> None:
        secrets = directory / "walk" / "secrets"
        secrets.mkdir()
        (secrets / "api_keys.json").symlink_to(system.volume("state") / "api_keys.json")
        command = [sys.executable, "-m", "local_runner.thread", "--base", system.door]
        walk = subprocess.run(
            [*command, "--state", str(directory / "walk")],
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert walk.returncode == 0, walk.stdout[-4000:] + walk.stderr[-2000:]

    def test_it_stops_in_good_order_when_asked(self, system: ComposedSystem) -> None:
        statuses = system.stop()
        for name, status in statuses.items():
            if name.endswith("-worker"):
                assert status == 0, name
            else:
                # uvicorn repeats the signal to itself once it has closed everything.
                assert status == -signal.SIGTERM, name
                assert "Application shutdown complete" in system.output(name)

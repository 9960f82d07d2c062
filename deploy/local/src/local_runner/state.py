"""The state directory of one machine's system, and the secrets that its first run makes.

var/
  postgres/  kafka/       data of the servers
  keys/                   the gateway's token keys, the decision log's keys
  secrets/                passwords, sealing keys and the roles' API keys, for the owner only
  mail/                   every mail that was sent, as .eml files
  ledger/                 who was erased, as keyed hashes, and which stories and findings were
                          taken back, by their ids; keep it apart from copies of postgres/
  files/                  files of findings and of stories
  systems/                the system files as loaded
  run.json                the processes of the present run
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path
from typing import Any

ROLES = [
    *(f"{s}_{k}" for s in ("panel", "insights", "governance", "gateway")
      for k in ("owner", "app", "relay")),
    "event_log_owner",
    "event_log_app",
]  # fmt: skip


class State:
    """Paths and secrets under one directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory.absolute()
        self.postgres = self.directory / "postgres"
        self.kafka = self.directory / "kafka"
        self.mail = self.directory / "mail"
        self.ledger = self.directory / "ledger" / "erasures.jsonl"
        self.withdrawal_ledger = self.ledger.with_name("withdrawals.jsonl")
        self.files = self.directory / "files"
        self.systems = self.directory / "systems"
        self.private_keys = self.directory / "keys" / "private.json"
        self.public_keys = self.directory / "keys" / "public.json"
        self.log_keys = self.directory / "keys" / "log.json"
        self.public_log_keys = self.directory / "keys" / "log-public.json"
        self.api_keys = self.directory / "secrets" / "api_keys.json"
        self.processes = self.directory / "run.json"
        self._loaded = self.directory / "loaded.json"

    def prepare(self) -> None:
        """Make the directory, which others may pass through but not list, and private folders.

        A ledger that an older release kept of stories alone is gone on with.
        """
        private = ((self.mail, 0o700), (self.ledger.parent, 0o700), (self.files, 0o700))
        for directory, mode in ((self.directory, 0o711), *private):
            directory.mkdir(parents=True, exist_ok=True)
            directory.chmod(mode)
        of_stories = self.ledger.with_name("stories.jsonl")
        if of_stories.exists() and not self.withdrawal_ledger.exists():
            of_stories.rename(self.withdrawal_ledger)

    def passwords(self) -> dict[str, str]:
        """Give the password of each database role, the superuser's among them."""
        made: dict[str, str] = self._secret(
            "database", lambda: {role: _token() for role in ["postgres", *ROLES]}
        )
        return made

    def service_secrets(self) -> dict[str, dict[str, str]]:
        """Give each service's own secrets, by the name of the setting in the environment."""
        made: dict[str, dict[str, str]] = self._secret(
            "services",
            lambda: {
                "panel": {"GT_SEALING_KEYS": f"local:{_key()}", "GT_INDEX_KEY": _key()},
                "gateway": {"GT_KEY_PEPPER": _token()},
            },
        )
        # In a file of their own, since a state directory may be older than they are.
        wrapping: dict[str, str] = self._secret(
            "data-keys", lambda: {"GT_KEY_ENCRYPTION_KEYS": f"local:{_key()}"}
        )
        asking: dict[str, str] = self._secret(
            "public-voice",
            lambda: {"GT_SEALING_KEYS": f"local:{_key()}", "GT_INDEX_KEY": _key()},
        )
        noticing: dict[str, str] = self._secret(
            "notices",
            lambda: {"GT_SEALING_KEYS": f"local:{_key()}", "GT_INDEX_KEY": _key()},
        )
        return {
            **made,
            "panel": {**made["panel"], **wrapping},
            "governance": asking,
            "insights": noticing,
        }

    def sign_ins(self) -> dict[str, dict[str, str]]:
        """Give each role's API key by system: ``{"QE1": {"Involvement team": "gt_…"}}``."""
        content: dict[str, dict[str, str]] = _read(self.api_keys)
        return content

    def loaded(self) -> dict[str, str]:
        """Say which system files each service has loaded, as `service/file` → hash."""
        entries: dict[str, str] = _read(self._loaded)
        return entries

    def note_loaded(self, entries: dict[str, str]) -> None:
        """Remember that files were loaded."""
        write_private(self._loaded, {**self.loaded(), **entries})

    def left_processes(self) -> dict[str, tuple[int, list[str]]]:
        """Give the processes of a run that did not end by itself: name → pid and command."""
        return {name: (pid, command) for name, (pid, command) in _read(self.processes).items()}

    def _secret(self, name: str, make: Any) -> Any:
        file = self.directory / "secrets" / f"{name}.json"
        if not file.exists():
            write_private(file, make())
        return _read(file)


def write_private(file: Path, content: Any) -> None:
    """Write JSON in one step to a file that only its owner can read."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(temporary, flags, 0o600), "w") as out:
        json.dump(content, out, indent=2)
    temporary.replace(file)


def _read(file: Path) -> Any:
    return json.loads(file.read_text()) if file.exists() else {}


def _token() -> str:
    return secrets.token_urlsafe(32)


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()

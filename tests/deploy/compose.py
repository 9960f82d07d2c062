"""Reading docker-compose.yml and the Dockerfiles as Compose and Docker read them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from common.settings import ServiceSettings
from local_runner.compose_env import variables

ROOT = Path(__file__).parents[2]
SERVICES = ("panel", "insights", "governance", "gateway")
_VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?:(?P<kind>:-|:\?)(?P<rest>[^}]*))?\}")


def compose_file() -> dict[str, Any]:
    """Give the file as it is written, before variables are put in."""
    content: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    return content


def environment_file(public_url: str = "https://panel.example.org") -> dict[str, str]:
    """Give what `local_runner.compose_env` writes for production."""
    return variables(public_url, "smtp://mail:1025", "Panel <panel@example.org>", "production")


def interpolated(value: Any, env: Mapping[str, str]) -> Any:
    """Put variables in.

    Raises:
        KeyError: for a variable that is required and missing, as Compose refuses to start.
    """
    if isinstance(value, dict):
        return {key: interpolated(entry, env) for key, entry in value.items()}
    if isinstance(value, list):
        return [interpolated(entry, env) for entry in value]
    if not isinstance(value, str):
        return value
    return _VARIABLE.sub(lambda found: _value(found, env), value)


def _value(found: re.Match[str], env: Mapping[str, str]) -> str:
    if found["kind"] == ":-":
        return env.get(found["name"]) or found["rest"]
    return env[found["name"]]


def required_variables() -> set[str]:
    """Name the variables without a default."""
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    return {found["name"] for found in _VARIABLE.finditer(text) if found["kind"] != ":-"}


def settings_of(service: str) -> type[ServiceSettings]:
    """Give a service's settings class."""
    module = import_module(f"{service}.settings")
    kind: type[ServiceSettings] = getattr(module, f"{service.capitalize()}Settings")
    return kind


def reads_settings(command: list[str]) -> bool:
    """Say whether a command of ours reads the service's settings: API, worker or load."""
    module = command[2] if command[:2] == ["python", "-m"] else ""
    return module.split(".")[0] in SERVICES


@dataclass(frozen=True)
class Dockerfile:
    """What a test needs to know of a Dockerfile."""

    service: str
    text: str

    @classmethod
    def of(cls, service: str) -> Dockerfile:
        """Read a service's Dockerfile."""
        return cls(service, (ROOT / "services" / service / "Dockerfile").read_text("utf-8"))

    def stages(self) -> list[list[tuple[str, str]]]:
        """Give each stage's instructions as (word, rest)."""
        joined = self.text.replace("\\\n", " ")
        lines = [line.strip() for line in joined.splitlines() if not line.startswith("#")]
        stages: list[list[tuple[str, str]]] = []
        for line in filter(None, lines):
            word, _, rest = line.partition(" ")
            if word == "FROM":
                stages.append([])
            stages[-1].append((word, rest.strip()))
        return stages

    def last(self, word: str) -> list[str]:
        """Give what follows a word in the last stage."""
        return [rest for found, rest in self.stages()[-1] if found == word]

    def copies(self) -> list[tuple[list[str], str]]:
        """Give (sources, target) of what the last stage copies from the repository."""
        copies = [shlex.split(rest) for rest in self.last("COPY") if not rest.startswith("--from")]
        return [(words[:-1], words[-1]) for words in copies]

    def environment(self) -> dict[str, str]:
        """Give the image's environment."""
        words = [word for rest in self.last("ENV") for word in shlex.split(rest)]
        return dict(word.split("=", 1) for word in words)

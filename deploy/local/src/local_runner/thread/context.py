"""What every step of the walk is given."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from local_runner.thread.client import Browser, Program
from local_runner.thread.errors import BrokenThread
from local_runner.thread.journal import Journal
from local_runner.thread.mailbox import Mailbox

INVOLVEMENT_TEAM = "Involvement team"
PARTNER = "Partner organisation"
SECRETARY = "Board secretary"
PROGRAMME_LEAD = "Programme lead"


@dataclass(frozen=True)
class Start:
    """Where the system is and what goes in."""

    base: str
    """Address of the gateway."""
    system: str
    """ODS code of the system that the walk is done in."""
    secrets: Path
    """The file with each role's key, as `make run` wrote it."""
    mail: Path
    """The folder that the system's file mail writes to."""
    comments: Path
    """A Friends and Family Test export."""
    minutes: Path
    """Minutes of a meeting, as text."""
    answering: int
    """How many residents answer; one more joins and does not. Enough that results remain after
    disclosure control."""


class Walk:
    """One walk: the parties that take part in it, and the journal that they write."""

    def __init__(self, start: Start, journal: Journal) -> None:
        self.start = start
        self.journal = journal
        self.mailbox = Mailbox(start.mail)
        self.name = uuid4().hex[:8]
        """Sets this walk's people and titles apart from those of earlier walks."""
        self.theme = "patient_transport"
        """Code of the theme that the walk is about; the system's vocabulary has it."""
        keys = _keys(start.secrets, start.system)
        self.involvement_team = self._program(keys, INVOLVEMENT_TEAM)
        self.partner = self._program(keys, PARTNER)
        self.secretary = self._program(keys, SECRETARY)
        self.programme_lead = self._program(keys, PROGRAMME_LEAD)

    def browser(self) -> Browser:
        """Give a resident's browser, with nothing remembered."""
        return Browser(self.start.base)

    def _program(self, keys: dict[str, str], role: str) -> Program:
        if role not in keys:
            raise BrokenThread(f"{self.start.secrets} has no key of the role {role}")
        return Program(self.start.base, self.start.system, keys[role])


def _keys(secrets: Path, system: str) -> dict[str, str]:
    if not secrets.exists():
        raise BrokenThread(f"{secrets} is not there: start the system first, with `make run`")
    keys: dict[str, dict[str, str]] = json.loads(secrets.read_text("utf-8"))
    if system not in keys:
        raise BrokenThread(f"{secrets} has no keys of the system {system}")
    return keys[system]

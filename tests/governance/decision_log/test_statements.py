"""What a leaf says, and what it keeps to itself."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from decision_log_support import ORIGIN, VERIFIER, NotProved, key
from governance.decision_log import notes, statements
from governance.decision_log.notes import Checkpoint, Signer
from governance.decision_log.statements import Statement

pytestmark = pytest.mark.rule("governance.12")

STATEMENT = Statement(
    kind="decision.recorded",
    subject_id=UUID(int=7),
    version=1,
    recorded_at=datetime(2026, 11, 21, 12, tzinfo=UTC),
    public={"outcome": "approved", "decided_on": date(2026, 11, 20), "meeting_id": None},
    committed={"title": "Élan Quill", "mover": None},
)


class TestWrite:
    def test_it_is_canonical_json(self) -> None:
        written = statements.write("QE1", STATEMENT, random=lambda size: b"s" * size)
        title = hashlib.sha256(b"s" * 32 + '"Élan Quill"'.encode()).hexdigest()
        mover = hashlib.sha256(b"s" * 32 + b"null").hexdigest()
        assert written.entry.decode() == (
            '{"commitments":{"mover":"' + mover + '","title":"' + title + '"},"format":1,'
            '"id":"00000000-0000-0000-0000-000000000007","kind":"decision.recorded","public":'
            '{"decided_on":"2026-11-20","meeting_id":null,"outcome":"approved"},'
            '"recorded_at":"2026-11-21T12:00:00.000000Z","system":"QE1","version":1}'
        )
        assert VERIFIER["read_statement"](0, written.entry)["version"] == 1

    def test_no_word_is_in_clear(self) -> None:
        assert b"Quill" not in statements.write("QE1", STATEMENT).entry

    def test_every_commitment_has_a_salt_of_its_own(self) -> None:
        one, other = statements.write("QE1", STATEMENT), statements.write("QE1", STATEMENT)
        salts = [*one.salts.values(), *other.salts.values()]
        assert len(set(salts)) == 4
        assert {len(salt) for salt in salts} == {32}
        assert one.entry != other.entry

    def test_salt_and_value_open_a_commitment_and_nothing_else_does(self) -> None:
        written = statements.write("QE1", STATEMENT)
        statement = json.loads(written.entry)
        salt = written.salts["title"].hex()
        opened = {"openings": {"title": {"salt": salt, "value": "Élan Quill"}}}
        assert VERIFIER["verify_opened"](statement, opened) == ["title"]
        for wrong in ({"salt": salt, "value": "Elan Quill"}, {"salt": "00" * 32, "value": "Élan"}):
            with pytest.raises(NotProved, match="title is not what was recorded"):
                VERIFIER["verify_opened"](statement, {"openings": {"title": wrong}})


class TestNotes:
    CHECKPOINT = Checkpoint(ORIGIN, 3, b"r" * 32)

    def test_a_checkpoint_is_written_as_specified(self) -> None:
        lines = notes.signed(self.CHECKPOINT, [Signer(ORIGIN, key())]).split("\n")
        root = "cnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI="
        assert lines[:4] == [ORIGIN, "3", root, ""]
        assert lines[4].startswith(f"— {ORIGIN} ")
        assert lines[5:] == [""]

    def test_every_key_signs_and_each_alone_verifies(self) -> None:
        signers = [Signer(ORIGIN, key(seed)) for seed in (1, 2)]
        note = notes.signed(self.CHECKPOINT, signers).encode()
        for signer in signers:
            opened = VERIFIER["open_checkpoint"](note, signer.verifier_key)
            assert tuple(opened) == (ORIGIN, 3, b"r" * 32)

    def test_another_key_does_not(self) -> None:
        note = notes.signed(self.CHECKPOINT, [Signer(ORIGIN, key(1))]).encode()
        with pytest.raises(NotProved, match="no good signature"):
            VERIFIER["open_checkpoint"](note, Signer(ORIGIN, key(2)).verifier_key)

    def test_nor_does_the_key_under_another_name(self) -> None:
        note = notes.signed(self.CHECKPOINT, [Signer(ORIGIN, key(1))]).encode()
        with pytest.raises(NotProved, match="no good signature"):
            VERIFIER["open_checkpoint"](note, Signer("log.example/QKK", key(1)).verifier_key)

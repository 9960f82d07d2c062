"""The verifier asks for witnesses: enough of those who were named, and of this very checkpoint."""

from __future__ import annotations

import base64
import time
from pathlib import Path

import pytest

from decision_log_support import (
    SIGNER,
    VERIFIER,
    Memory,
    NotProved,
    entry,
    folder,
    log_of,
    run_verifier,
)
from witness_support import Witness, witness

pytestmark = pytest.mark.rule("governance.12")

ENTRIES = [entry(number) for number in range(270)]
W1, W2, W3 = witness(1), witness(2), witness(3)
cosigned_at = VERIFIER["cosigned_at"]


class TestWitnesses:
    """What the verifier asks of cosignatures, without its command."""

    NOTE = log_of(ENTRIES)["checkpoint"].decode()
    OTHER = log_of(ENTRIES[:-1])["checkpoint"].decode()

    def test_a_cosignature_tells_when(self) -> None:
        note = self.NOTE + W1.cosign(self.NOTE, at=1767225600)
        assert cosigned_at(note.encode(), W1.verifier_key) == 1767225600
        assert cosigned_at(note.encode(), W2.verifier_key) is None

    def test_the_latest_of_several_counts(self) -> None:
        lines = [W1.cosign(self.NOTE, at=at) for at in (5, 9, 7)]
        assert cosigned_at((self.NOTE + "".join(lines)).encode(), W1.verifier_key) == 9

    def test_one_of_another_tree_fails_even_beside_a_good_one(self) -> None:
        for lines in ((self.OTHER,), (self.NOTE, self.OTHER), (self.OTHER, self.NOTE)):
            note = self.NOTE + "".join(W1.cosign(one) for one in lines)
            with pytest.raises(NotProved, match="w1 is not of this checkpoint"):
                cosigned_at(note.encode(), W1.verifier_key)

    def test_one_of_a_stranger_is_passed_over(self) -> None:
        note = (self.NOTE + W2.cosign(self.OTHER)).encode()
        assert cosigned_at(note, W1.verifier_key) is None
        same_name = Witness([], name=W1.name, private=W2.private)
        note = (self.NOTE + same_name.cosign(self.NOTE)).encode()
        assert cosigned_at(note, W1.verifier_key) is None

    def test_one_from_the_future_fails(self) -> None:
        note = self.NOTE + W1.cosign(self.NOTE, at=time.time() + VERIFIER["SKEW"] + 60)
        with pytest.raises(NotProved, match="future"):
            cosigned_at(note.encode(), W1.verifier_key)

    def test_the_logs_own_key_is_no_witness_and_a_witness_no_log(self) -> None:
        with pytest.raises(NotProved, match="not a witness's"):
            cosigned_at(self.NOTE.encode(), SIGNER.verifier_key)
        with pytest.raises(NotProved, match="not a log's"):
            VERIFIER["open_checkpoint"](self.NOTE.encode(), W1.verifier_key)

    def test_a_key_counts_once_under_whatever_names(self) -> None:
        twin = Witness([], name="witness.example/twin", private=W1.private)
        note = (self.NOTE + W1.cosign(self.NOTE) + twin.cosign(self.NOTE)).encode()
        keys = [W1.verifier_key, twin.verifier_key, W1.verifier_key]
        with pytest.raises(NotProved, match="1 of the witnesses"):
            VERIFIER["check_witnesses"](note, keys, 2)
        assert len(VERIFIER["check_witnesses"](note, keys, 1)) == 1

    def test_a_fork_that_the_logs_key_signed_lacks_its_witnesses(self) -> None:
        """What a kept checkpoint would tell, who comes for the first time is told by a witness."""
        witness = Witness([SIGNER.verifier_key])
        forked = log_of([*ENTRIES[:100], *(entry(n, words="Forked") for n in range(100, 280))])
        status, _, line = witness.add_checkpoint(f"old 0\n\n{self.NOTE}".encode())
        assert status == 200
        VERIFIER["check_witnesses"]((self.NOTE + line).encode(), [witness.verifier_key], 1)
        log = VERIFIER["open_log"](Memory(forked), SIGNER.verifier_key)
        proof = [base64.b64encode(one).decode() for one in log.consistency(len(ENTRIES))]
        request = "\n".join([f"old {len(ENTRIES)}", *proof, "", forked["checkpoint"].decode()])
        assert witness.add_checkpoint(request.encode())[0] == 422
        with pytest.raises(NotProved, match="0 of the witnesses"):
            VERIFIER["check_witnesses"](forked["checkpoint"], [witness.verifier_key], 1)
        with pytest.raises(NotProved, match="not of this checkpoint"):
            moved = forked["checkpoint"] + line.encode()
            VERIFIER["check_witnesses"](moved, [witness.verifier_key], 1)


@pytest.mark.slow
class TestCommand:
    def test_it_counts_the_witnesses_that_were_asked_for(self, tmp_path: Path) -> None:
        files = log_of(ENTRIES)
        note = files["checkpoint"].decode()
        files["checkpoint"] += (W1.cosign(note, at=1767225600) + W2.cosign(note)).encode()
        place = folder(tmp_path, files)
        options = (place, "--key", SIGNER.verifier_key, "--witness", W1.verifier_key)

        both = run_verifier(*options, "--witness", W2.verifier_key, "range", "0", "1")
        assert (both.returncode, both.stderr) == (0, "")
        assert "cosigned by witness.example/w1 on 2026-01-01 00:00:00Z" in both.stdout
        assert "cosigned by witness.example/w2 on " in both.stdout
        three = (*options, "--witness", W2.verifier_key, "--witness", W3.verifier_key)
        assert run_verifier(*three, "--quorum", "2", "range", "0", "1").returncode == 0
        for words in (three, (*three, "--quorum", "3")):
            refused = run_verifier(*words, "range", "0", "1")
            assert refused.returncode == 1
            assert "2 of the witnesses have cosigned, and 3 are wanted" in refused.stderr

    def test_nothing_is_kept_or_proved_without_its_witnesses(self, tmp_path: Path) -> None:
        place, kept = folder(tmp_path / "log", log_of(ENTRIES)), tmp_path / "kept"
        words = ("--witness", W1.verifier_key, "--keep", kept, "range", "0", "1")
        refused = run_verifier(place, "--key", SIGNER.verifier_key, *words)
        assert (refused.returncode, kept.exists()) == (1, False)
        assert "PROVED\n" not in refused.stdout

    @pytest.mark.parametrize("number", ["0", "-1", "2"])
    def test_a_quorum_is_of_those_who_were_named(self, tmp_path: Path, number: str) -> None:
        place = folder(tmp_path, log_of(ENTRIES))
        words = ("--witness", W1.verifier_key, "--quorum", number, "range", "0", "1")
        assert run_verifier(place, "--key", SIGNER.verifier_key, *words).returncode == 2

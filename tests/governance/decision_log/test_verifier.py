"""The verifier: Ed25519 by RFC 8032, and the command as people run it."""

from __future__ import annotations

import ast
import functools
import hashlib
import http.server
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_log_support import (
    SIGNER,
    TOOL,
    VERIFIER,
    entry,
    folder,
    key,
    log_of,
    run_verifier,
)

pytestmark = pytest.mark.rule("governance.12")

ENTRIES = [entry(number) for number in range(270)]
good = VERIFIER["signature_is_good"]

RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]
"""Section 7.1, tests 1 to 3."""


@contextmanager
def served(directory: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        busy = 2

        def do_GET(self) -> None:
            if Quiet.busy:
                Quiet.busy -= 1
                self.send_response(429)
                self.send_header("Retry-After", "0")
                self.end_headers()
                return
            super().do_GET()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    handler = functools.partial(Quiet, directory=str(directory))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class TestEd25519:
    @pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
    def test_the_rfcs_vectors(self, public: str, message: str, signature: str) -> None:
        given_ = [bytes.fromhex(text) for text in (public, message, signature)]
        assert good(*given_)
        assert not good(given_[0], given_[1] + b"x", given_[2])

    @settings(max_examples=60, deadline=None)
    @given(st.integers(0, 255), st.binary(max_size=200), st.integers(0, 511), st.booleans())
    def test_it_judges_as_cryptography_does(
        self, seed: int, message: bytes, bit: int, altered: bool
    ) -> None:
        private = key(seed)
        public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        signature = bytearray(private.sign(message))
        if altered:
            signature[bit // 8] ^= 1 << bit % 8
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(bytes(signature), message)
            expected = True
        except InvalidSignature:
            expected = False
        assert good(public, message, bytes(signature)) is expected

    def test_a_signature_has_one_form(self) -> None:
        """S + L would verify too, if it were let in (RFC 8032, 5.1.7)."""
        public, message, signature = (bytes.fromhex(text) for text in RFC_8032[1])
        s = int.from_bytes(signature[32:], "little") + VERIFIER["L"]
        assert not good(public, message, signature[:32] + s.to_bytes(32, "little"))

    @pytest.mark.parametrize("length", [0, 31, 33])
    def test_what_is_no_key_verifies_nothing(self, length: int) -> None:
        assert not good(b"\0" * length, b"", b"\0" * 64)


@pytest.mark.slow
class TestCommand:
    def test_it_needs_nothing_but_python(self) -> None:
        tree = ast.parse(TOOL.read_text("utf-8"))
        imported = {
            (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names

    def test_it_proves_a_whole_log_a_range_and_a_decision_offline(self, tmp_path: Path) -> None:
        place = folder(tmp_path / "log", log_of(ENTRIES))
        kept = tmp_path / "kept"
        kept.write_bytes(log_of(ENTRIES[:200])["checkpoint"])
        options = (place, "--key", SIGNER.verifier_key, "--kept", kept)
        whole = run_verifier(*options, "whole")
        assert (whole.returncode, whole.stderr) == (0, "")
        assert "270 leaves and every tile fit" in whole.stdout
        assert "continues the kept checkpoint" in whole.stdout
        assert run_verifier(*options, "range", "250", "260").returncode == 0
        decision = run_verifier(*options, "decision", "QE1-ICP-2026-0007")
        assert decision.returncode == 0
        assert '"leaf_index": 7' in decision.stdout
        assert decision.stdout.endswith("PROVED\n")

    def test_a_later_version_of_a_decision_is_not_hidden(self, tmp_path: Path) -> None:
        """Who hands the log on can put another leaf where the correction was."""
        corrected = [*ENTRIES, entry(7, version=2)]
        files = log_of(corrected)
        place = folder(tmp_path / "log", files)
        words = (place, "--key", SIGNER.verifier_key, "decision", "QE1-ICP-2026-0007")
        assert '"version": 2' in run_verifier(*words).stdout
        folder(place, log_of([*ENTRIES, entry(300)]) | {"checkpoint": files["checkpoint"]})
        hidden = run_verifier(*words)
        assert (hidden.returncode, "PROVED\n" in hidden.stdout) == (1, False)
        assert "are not those that were signed" in hidden.stderr

    def test_what_it_downloads_over_http_it_proves_offline(self, tmp_path: Path) -> None:
        files = log_of(ENTRIES)
        with served(folder(tmp_path / "log", files)) as address:
            copied = run_verifier(
                address, "--key", SIGNER.verifier_key, "download", tmp_path / "copy"
            )
            online = run_verifier(f"{address}/", "--key", SIGNER.verifier_key, "whole")
        assert (copied.returncode, copied.stderr) == (0, "")
        assert online.returncode == 0
        for path, content in files.items():
            assert (tmp_path / "copy" / path).read_bytes() == content
        offline = run_verifier(tmp_path / "copy", "--key", SIGNER.verifier_key, "whole")
        assert offline.returncode == 0

    def test_it_keeps_a_checkpoint_only_once_all_is_proved(self, tmp_path: Path) -> None:
        files = log_of(ENTRIES)
        place = folder(tmp_path / "log", files)
        kept = tmp_path / "kept"
        options = (place, "--key", SIGNER.verifier_key, "--keep", kept)
        (place / "tile/0/000").write_bytes(b"x" * 8192)
        failed = run_verifier(*options, "whole")
        assert (failed.returncode, kept.exists()) == (1, False)
        assert failed.stderr == "NOT PROVED: tile 0/0 does not fit the entries\n"
        folder(place, files)
        assert run_verifier(*options, "whole").returncode == 0
        assert kept.read_bytes() == files["checkpoint"]

    @pytest.mark.parametrize(
        "words",
        [("range", "5", "5"), ("range", "0", "271"), ("decision", "QE1-ICP-2026-9999")],
    )
    def test_it_says_what_is_not_there(self, tmp_path: Path, words: tuple[str, ...]) -> None:
        place = folder(tmp_path, log_of(ENTRIES))
        refused = run_verifier(place, "--key", SIGNER.verifier_key, *words)
        assert refused.returncode == 1
        assert refused.stderr.startswith("NOT PROVED: the log has")

    def test_it_checks_the_words_of_a_decision(self, tmp_path: Path) -> None:
        place = folder(tmp_path / "log", log_of(ENTRIES))
        opened = tmp_path / "opened.json"
        words = ("decision", "QE1-ICP-2026-0007", "--opened", opened)
        content = {"leaf_index": 7, "openings": {"title": {"salt": "07" * 32,
                                                           "value": "Walk-in clinic"}}}  # fmt: skip
        opened.write_text(json.dumps(content))
        proved = run_verifier(place, "--key", SIGNER.verifier_key, *words)
        assert "title as recorded" in proved.stdout
        opened.write_text(json.dumps(content).replace("Walk-in", "Closed"))
        assert run_verifier(place, "--key", SIGNER.verifier_key, *words).returncode == 1

    def test_no_part_of_a_word_passes_for_its_salt(self, tmp_path: Path) -> None:
        """SHA-256 does not know where the salt ends: 12 | 345 would open as 345."""
        salt, value = b"\x07" * 32, 12345
        digest = hashlib.sha256(salt + b"12345").hexdigest()
        statement = {"commitments": {"votes": digest}}
        opened = {"openings": {"votes": {"salt": salt.hex(), "value": value}}}
        assert VERIFIER["verify_opened"](statement, opened) == ["votes"]
        for moved, rest in ((salt + b"12", 345), (salt + b"1234", 5)):
            assert hashlib.sha256(moved + str(rest).encode()).hexdigest() == digest
            forged = {"openings": {"votes": {"salt": moved.hex(), "value": rest}}}
            with pytest.raises(VERIFIER["NotProved"], match="no salt"):
                VERIFIER["verify_opened"](statement, forged)

    def test_a_correction_under_another_reference_is_not_hidden(self, tmp_path: Path) -> None:
        """Who holds the key could correct a decision and give the correction another reference."""
        moved = entry(7, version=2).replace(b"2026-0007", b"2026-9999")
        place = folder(tmp_path, log_of([*ENTRIES, moved]))
        found = run_verifier(place, "--key", SIGNER.verifier_key, "decision", "QE1-ICP-2026-0007")
        assert (found.returncode, '"version": 2' in found.stdout) == (0, True)

    def test_two_decisions_do_not_share_a_reference(self, tmp_path: Path) -> None:
        other = (
            entry(300).replace(b"2026-0300", b"2026-0007").replace(b'"version":1', b'"version":2')
        )
        place = folder(tmp_path, log_of([*ENTRIES, other]))
        words = (place, "--key", SIGNER.verifier_key, "decision", "QE1-ICP-2026-0007")
        assert "more than one decision" in run_verifier(*words).stderr

    def test_a_leaf_of_another_system_is_no_decision_here(self, tmp_path: Path) -> None:
        mixed = [*ENTRIES, entry(300).replace(b'"system":"QE1"', b'"system":"QKK"')]
        place = folder(tmp_path, log_of(mixed))
        for reference in ("QE1-ICP-2026-0300", "QE1-ICP-2026-0007"):
            refused = run_verifier(place, "--key", SIGNER.verifier_key, "decision", reference)
            assert "another system" in refused.stderr

    def test_a_log_of_nothing_is_copied(self, tmp_path: Path) -> None:
        place = folder(tmp_path / "log", log_of([]))
        copied = run_verifier(place, "--key", SIGNER.verifier_key, "download", tmp_path / "copy")
        assert (copied.returncode, copied.stderr) == (0, "")
        whole = run_verifier(tmp_path / "copy", "--key", SIGNER.verifier_key, "whole")
        assert whole.returncode == 0

    def test_a_wrong_key_is_refused(self, tmp_path: Path) -> None:
        place = folder(tmp_path, log_of(ENTRIES))
        refused = run_verifier(place, "--key", SIGNER.verifier_key.replace("QE1", "QKK"), "whole")
        assert refused.returncode == 1
        assert "verifier key" in refused.stderr

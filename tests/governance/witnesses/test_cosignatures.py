"""Cosignatures byte for byte, by C2SP's own examples and by a real witness's line."""

from __future__ import annotations

import base64

import pytest

from decision_log_support import VERIFIER, NotProved
from governance.witnesses import cosignatures
from governance.witnesses.cosignatures import WitnessKey
from governance.witnesses.errors import CosignatureWrong, NoSignatureLines
from governance.witnesses.schemas import WitnessRecord
from witness_support import Witness

pytestmark = pytest.mark.rule("governance.12")

SPEC_BODY = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
SPEC_LOG = (
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/"
    "Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)
SPEC_LINE = (
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJs"
    "X3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)
"""The example of https://c2sp.org/tlog-cosignature, whose key is not published."""

REAL_BODY = (
    "arche2025h1.staging.ct.transparency.dev\n1432088532\n"
    "U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n"
)
REAL_KEY = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"
REAL_LINE = (
    "— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobW"
    "X9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==\n"
)
"""A checkpoint of a public log, cosigned by a public witness on 23 May 2026."""
STRANGER = (
    "— witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEc"
    "xZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==\n"
)

REQUEST = (
    "old 20852014\n"
    "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
    "jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
    "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n"
    "/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n"
    "\n" + SPEC_BODY + "\n" + SPEC_LOG
)
"""The example of https://c2sp.org/tlog-witness."""

W1 = Witness([])


def key_of(witness: Witness) -> WitnessKey:
    return WitnessKey.parse(witness.verifier_key)


class TestKey:
    def test_a_real_witness_is_read(self) -> None:
        key = WitnessKey.parse(REAL_KEY)
        assert (key.name, key.key_id.hex(), len(key.public)) == ("remora.n621.de", "da77ade7", 32)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "remora.n621.de",
            "remora.n621.de+da77ade7",
            "remora.n621.de+da77ade8+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
            "remora.n621.eu+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
            "remora.n621.de+da77ade7+not base64",
            "two words+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
        ],
    )
    def test_what_is_no_key_of_a_witness_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match="key"):
            WitnessKey.parse(text)

    def test_a_logs_key_is_no_witnesss(self) -> None:
        """The same public key under the type of a plain signature."""
        arche = (
            "arche2025h1.staging.ct.transparency.dev+ba2f06c0+"
            "AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
        )
        with pytest.raises(ValueError, match="cosignature/v1"):
            WitnessKey.parse(arche)

    def test_a_witness_ends_after_it_begins(self) -> None:
        given = {"verifier_key": REAL_KEY, "title": "Remora", "valid_from": "2026-01-01"}
        assert WitnessRecord.model_validate(given | {"valid_to": "2026-01-02"})
        for wrong in ({"valid_to": "2026-01-01"}, {"address": "ftp://x"}, {"verifier_key": "x"}):
            with pytest.raises(ValueError, match=r"valid_to|address|verifier_key"):
                WitnessRecord.model_validate(given | wrong)


class TestFormats:
    def test_what_is_signed_is_as_the_specification_shows(self) -> None:
        expected = "cosignature/v1\ntime 1679315147\n" + SPEC_BODY
        assert cosignatures.message(SPEC_BODY, 1679315147) == expected.encode()

    def test_the_specifications_line_states_its_time(self) -> None:
        """Its key is not published, so only its frame can be read: id, time, signature."""
        [(name, content, line)] = cosignatures._read(SPEC_LINE)
        assert (name, line) == ("witness.example.com/w1", SPEC_LINE)
        assert (content[:4].hex(), int.from_bytes(content[4:12])) == ("8d66cf3f", 1679315147)
        assert len(content) == 4 + 8 + 64

    def test_a_request_is_as_the_specification_shows(self) -> None:
        head, _, note = REQUEST.partition("\n\n")
        old, *proof = head.split("\n")
        hashes = [VERIFIER["_base64"](line.encode()) for line in proof]
        assert cosignatures.request(int(old.split()[1]), hashes, note) == REQUEST

    def test_a_request_of_a_witness_that_saw_nothing_has_no_proof(self) -> None:
        assert cosignatures.request(0, [], "note\n") == "old 0\n\nnote\n"

    def test_a_body_is_all_before_the_signatures(self) -> None:
        assert cosignatures.body_of(f"{SPEC_BODY}\n{SPEC_LOG}{SPEC_LINE}") == SPEC_BODY


class TestVerify:
    def test_a_real_witnesss_line_verifies_and_a_strangers_is_passed_over(self) -> None:
        key = WitnessKey.parse(REAL_KEY)
        [found] = cosignatures.verified(STRANGER + REAL_LINE, REAL_BODY, [key])
        assert (found.key, found.line) == (key, REAL_LINE)
        assert found.cosigned_at == 1779573024

    def test_the_verifier_and_the_service_judge_a_real_line_alike(self) -> None:
        note = f"{REAL_BODY}\n{STRANGER}{REAL_LINE}".encode()
        assert VERIFIER["cosigned_at"](note, REAL_KEY) == 1779573024
        with pytest.raises(NotProved):
            VERIFIER["cosigned_at"](note.replace(b"1432088532", b"1432088533"), REAL_KEY)

    @pytest.mark.parametrize("at", range(76))
    def test_one_bit_makes_it_another(self, at: int) -> None:
        content = bytearray(VERIFIER["_base64"](REAL_LINE.rsplit(maxsplit=1)[-1].encode()))
        content[at] ^= 1
        line = f"— remora.n621.de {text_of(bytes(content))}\n"
        key = WitnessKey.parse(REAL_KEY)
        if at < 4:
            assert cosignatures.verified(line, REAL_BODY, [key]) == []
        else:
            with pytest.raises(CosignatureWrong):
                cosignatures.verified(line, REAL_BODY, [key])

    def test_a_line_is_of_one_tree_and_one_log_alone(self) -> None:
        note = f"{SPEC_BODY}\n{SPEC_LOG}"
        line = W1.cosign(note)
        assert cosignatures.verified(line, SPEC_BODY, [key_of(W1)])
        for other in (
            SPEC_BODY.replace("20852163", "20852164"),
            SPEC_BODY.replace("sofa", "sofas"),
            SPEC_BODY + "an extension\n",
        ):
            with pytest.raises(CosignatureWrong):
                cosignatures.verified(line, other, [key_of(W1)])

    def test_a_plain_signature_by_a_witness_is_no_cosignature(self) -> None:
        plain = W1.private.sign(SPEC_BODY.encode())
        line = f"— {W1.name} {text_of(W1.key_id + plain)}\n"
        with pytest.raises(CosignatureWrong) as refused:
            cosignatures.verified(line, SPEC_BODY, [key_of(W1)])
        assert "wrong length" in refused.value.fields[0].message

    def test_a_time_past_all_times_is_refused(self) -> None:
        stamp = 2**63
        signature = W1.private.sign(cosignatures.message(SPEC_BODY, stamp))
        line = f"— {W1.name} {text_of(W1.key_id + stamp.to_bytes(8) + signature)}\n"
        with pytest.raises(CosignatureWrong):
            cosignatures.verified(line, SPEC_BODY, [key_of(W1)])

    @pytest.mark.parametrize(
        "lines",
        [
            "",
            "\n",
            "— w AAAA\n",
            "— w\n",
            "- w AAAAAAAAAA==\n",
            "— w AAAAAAAAAA==",
            "— w  AAAAAAAAAA==\n",
            "— w+x AAAAAAAAAA==\n",
            "— w AAAAAAAAA\n",
            "— w AAAAAAAAAA==\n\n",
            "— w AAAAAAAAAA==\n" * 17,
        ],
    )
    def test_what_is_no_signature_line_is_refused(self, lines: str) -> None:
        with pytest.raises(NoSignatureLines):
            cosignatures.verified(lines, SPEC_BODY, [key_of(W1)])


def text_of(content: bytes) -> str:
    return base64.b64encode(content).decode()

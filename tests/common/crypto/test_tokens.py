"""The gateway's tokens: short, for one system, of one algorithm, of rotating keys."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, OKPKey

from common.crypto import keys
from common.crypto.tokens import AUDIENCE, ISSUER, BadToken, TokenMinter, TokenVerifier
from common.testing.clock import FakeClock

KEY = keys.generate_key()
KEYS = KeySet([KEY])
PUBLIC = keys.public_keys(KEYS)


def mint(clock: FakeClock, **changes: Any) -> str:
    claims = {"subject": "key-1", "ics": "QE1", "scopes": ["panel:read"], **changes}
    return TokenMinter(KEYS, clock=clock).mint(**claims)


def forge(clock: FakeClock, key: Any = KEY, alg: str = "Ed25519", **changes: Any) -> str:
    now = int(clock().timestamp())
    claims: dict[str, Any] = {
        "iss": ISSUER, "aud": AUDIENCE, "sub": "key-1", "org": None, "ics": "QE1",
        "scope": "panel:read", "iat": now, "exp": now + 60, "jti": "x",
    }  # fmt: skip
    claims |= changes
    claims = {name: value for name, value in claims.items() if value != "absent"}
    return jwt.encode({"alg": alg, "kid": KEY.kid}, claims, key, algorithms=[alg])


class TestVerify:
    def test_it_gives_back_what_was_minted(self, clock: FakeClock) -> None:
        organisation = uuid4()
        token = mint(clock, scopes=["b", "a"], organisation_id=organisation)

        claims = TokenVerifier(PUBLIC, clock=clock).verify(token)

        assert claims.subject == "key-1"
        assert claims.ics == "QE1"
        assert claims.scopes == {"a", "b"}
        assert claims.organisation_id == organisation
        assert claims.expires_at == clock() + timedelta(seconds=120)

    @pytest.mark.parametrize(
        "changes",
        [
            {"iss": "somebody"},
            {"aud": "elsewhere"},
            {"aud": ["golden-thread", "elsewhere"]},
            {"sub": ""},
            {"sub": "absent"},
            {"ics": ""},
            {"ics": "absent"},
            {"scope": "absent"},
            {"scope": ["panel:read"]},
            {"org": "no uuid"},
            {"exp": "absent"},
            {"exp": "soon"},
            {"exp": True},
            {"exp": 10**400},
            {"iat": "absent"},
        ],
    )
    def test_a_claim_that_is_not_right_is_refused(
        self, clock: FakeClock, changes: dict[str, Any]
    ) -> None:
        with pytest.raises(BadToken):
            TokenVerifier(PUBLIC, clock=clock).verify(forge(clock, **changes))

    def test_the_same_claims_unchanged_are_taken(self, clock: FakeClock) -> None:
        assert TokenVerifier(PUBLIC, clock=clock).verify(forge(clock)).subject == "key-1"

    def test_a_life_of_more_than_five_minutes_is_refused(self, clock: FakeClock) -> None:
        now = int(clock().timestamp())
        with pytest.raises(BadToken, match="times"):
            TokenVerifier(PUBLIC, clock=clock).verify(forge(clock, exp=now + 301))

    def test_one_from_the_future_is_refused(self, clock: FakeClock) -> None:
        now = int(clock().timestamp())
        with pytest.raises(BadToken, match="times"):
            TokenVerifier(PUBLIC, clock=clock).verify(forge(clock, iat=now + 60, exp=now + 90))

    def test_an_altered_one_is_refused(self, clock: FakeClock) -> None:
        header, body, signature = mint(clock).split(".")
        claims = json.loads(base64.urlsafe_b64decode(body + "=="))
        claims["ics"] = "QKK"
        altered = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()

        with pytest.raises(BadToken):
            TokenVerifier(PUBLIC, clock=clock).verify(f"{header}.{altered}.{signature}")

    @pytest.mark.parametrize("text", ["", "a", "a.b.c", "e30.e30.", "....", "é.é.é"])
    def test_what_is_no_token_is_refused(self, clock: FakeClock, text: str) -> None:
        with pytest.raises(BadToken):
            TokenVerifier(PUBLIC, clock=clock).verify(text)


class TestAlgorithm:
    def test_the_public_key_as_a_shared_secret_is_refused(self, clock: FakeClock) -> None:
        secret = OctKey.import_key(json.dumps(PUBLIC.keys[0].as_dict(private=False)))
        token = forge(clock, key=secret, alg="HS256")

        with pytest.raises(BadToken):
            TokenVerifier(PUBLIC, clock=clock).verify(token)

    def test_none_is_refused(self, clock: FakeClock) -> None:
        _, body, _ = mint(clock).split(".")
        header = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()

        with pytest.raises(BadToken):
            TokenVerifier(PUBLIC, clock=clock).verify(f"{header}.{body}.")

    def test_another_key_under_a_known_id_is_refused(self, clock: FakeClock) -> None:
        other = OKPKey.generate_key("Ed25519", private=True)

        with pytest.raises(BadToken):
            TokenVerifier(PUBLIC, clock=clock).verify(forge(clock, key=other))


class TestExpiry:
    def test_a_token_that_was_verified_before_expires_all_the_same(self, clock: FakeClock) -> None:
        verifier = TokenVerifier(PUBLIC, clock=clock)
        token = mint(clock)
        assert verifier.verify(token) is verifier.verify(token)

        clock.advance(timedelta(seconds=120))

        with pytest.raises(BadToken, match="expired"):
            verifier.verify(token)

    @pytest.mark.parametrize("seconds", [0, 301])
    def test_no_longer_life_than_five_minutes_can_be_minted(self, seconds: int) -> None:
        with pytest.raises(ValueError, match="1 to 300"):
            TokenMinter(KEYS, lifetime=timedelta(seconds=seconds))


class TestRotation:
    @pytest.fixture
    def files(self, tmp_path: Path) -> tuple[Path, Path]:
        private, public = tmp_path / "private.json", tmp_path / "public.json"
        keys.generate(private, public)
        return private, public

    def test_tokens_of_the_old_and_the_new_key_are_taken_without_a_restart(
        self, files: tuple[Path, Path], clock: FakeClock
    ) -> None:
        private, public = files
        verifier = TokenVerifier(public, clock=clock)
        old = TokenMinter(keys.read_keys(private), clock=clock)

        keys.rotate(private, public)
        new = TokenMinter(keys.read_keys(private), clock=clock)

        for minter in (new, old):
            token = minter.mint(subject="s", ics="QE1", scopes=[])
            assert verifier.verify(token).subject == "s"

    def test_a_key_that_was_rotated_out_is_refused(
        self, files: tuple[Path, Path], clock: FakeClock
    ) -> None:
        private, public = files
        first = TokenMinter(keys.read_keys(private), clock=clock)
        for _ in range(2):
            keys.rotate(private, public)

        with pytest.raises(BadToken):
            TokenVerifier(public, clock=clock).verify(first.mint(subject="s", ics="QE1", scopes=[]))

    def test_the_private_file_is_its_owners_and_the_public_one_has_no_secret(
        self, files: tuple[Path, Path]
    ) -> None:
        private, public = files

        assert private.stat().st_mode & 0o777 == 0o600
        assert '"d"' in private.read_text()
        assert '"d"' not in public.read_text()

    def test_generating_again_changes_nothing(self, files: tuple[Path, Path]) -> None:
        before = [file.read_bytes() for file in files]

        keys.generate(*files)

        assert [file.read_bytes() for file in files] == before

    @pytest.mark.parametrize(
        "content", ["[]", '{"keys": []}', '{"keys": [{"kty": "oct", "k": "AA"}]}', "{}"]
    )
    def test_a_file_that_is_no_set_of_such_keys_is_refused(
        self, tmp_path: Path, content: str
    ) -> None:
        file = tmp_path / "keys.json"
        file.write_text(content)

        with pytest.raises(ValueError, match="key"):
            keys.read_keys(file)

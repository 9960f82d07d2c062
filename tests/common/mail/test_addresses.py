"""Email addresses: the quick way for common ones says what the library says."""

from __future__ import annotations

import pytest
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from common.mail import addresses
from common.mail.addresses import EmailAddress

_READER: TypeAdapter[str] = TypeAdapter(EmailAddress)

_LOCAL = st.text("abcz019_+-.A@ !'é", min_size=1, max_size=70)
_LABEL = st.text("abcz019-A_.ßא", min_size=1, max_size=66)
_LAST = st.sampled_from(["org", "uk", "nhs", "x", "c0m", "ORG", "1", *SPECIAL_USE_DOMAIN_NAMES])


def read(text: str) -> str | None:
    """Read an address; None if it is refused."""
    try:
        return _READER.validate_python(text)
    except ValidationError:
        return None


def by_the_library(text: str) -> str | None:
    """Read it by the library alone."""
    try:
        checked = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    return checked.ascii_email or checked.normalized


class TestReadingAnAddress:
    @given(
        st.builds(
            lambda local, labels, last: "@".join([local, ".".join([*labels, last])]),
            _LOCAL,
            st.lists(_LABEL, max_size=4),
            _LAST,
        ).filter(lambda text: len(text) <= 254)
    )
    @example("a@b.test")
    @example("a@localhost.local")
    @example("a@ab--cd.org")
    @example("a@xn--zz.org")
    @example("a@xn--mgba.org")
    @example("a@-b.org")
    @example("a@b-.org")
    @example("a.@b.org")
    @example(".a@b.org")
    @example("a..b@c.org")
    @example("a@b.org\n")
    @example("Postmaster@b.org")
    @example("a@B.org")
    @example("a@" + "b" * 63 + ".org")
    @example("a@" + "b" * 64 + ".org")
    @example("a@b." + "c" * 64)
    @example("a@b.c1")
    @example("a@b.1c")
    @example("a@" + "bcd." * 62 + "orgs")
    @example("a" * 65 + "@b.org")
    def test_gives_what_the_library_gives(self, text: str) -> None:
        assert read(text) == by_the_library(text)

    @given(st.text("ab.-@", min_size=3, max_size=14).map(lambda text: f"{text}.org"))
    def test_gives_what_the_library_gives_of_dots_and_dashes(self, text: str) -> None:
        assert read(text) == by_the_library(text)

    @pytest.mark.parametrize(
        "text", ["resident1@example.org", "first.last+tag@mail.trust-1.nhs.uk", "a_b-c@d.co"]
    )
    def test_asks_the_library_about_no_common_one(
        self, text: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delattr(addresses, "validate_email")
        assert read(text) == text

"""What a person's key seals opens with that key, in its own place, and nowhere else."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.clock import new_id
from common.crypto.sealing import KEY_BYTES, CannotOpen, Sealer, UnknownKey
from common.db.tenancy import SystemCode
from panel.datakeys.personal import PersonKey, padded
from panel.datakeys.service import place_of
from panel.wrapping import SettingsWrapping

pytestmark = pytest.mark.rule("panel.13")

QE1, QKK = SystemCode("QE1"), SystemCode("QKK")
ADA, BEA = UUID(int=1), UUID(int=2)
ONE, OTHER = b"1" * KEY_BYTES, b"2" * KEY_BYTES


class TestSealing:
    @given(st.text(), st.text(max_size=20), st.text(max_size=20))
    def test_whatever_is_sealed_opens_again(self, plain: str, field: str, version: str) -> None:
        key = PersonKey(QE1, ADA, ONE)
        assert key.open(key.seal(plain, field, version), field, version) == plain

    @pytest.mark.parametrize(
        ("key", "field", "version"),
        [
            (PersonKey(QE1, ADA, OTHER), "demographics.sex", "2021"),
            (PersonKey(QKK, ADA, ONE), "demographics.sex", "2021"),
            (PersonKey(QE1, BEA, ONE), "demographics.sex", "2021"),
            (PersonKey(QE1, ADA, ONE), "demographics.age_band", "2021"),
            (PersonKey(QE1, ADA, ONE), "demographics.sex", "2031"),
        ],
        ids=["another key", "another system", "another person", "another field", "a later version"],
    )
    def test_nothing_opens_outside_of_its_place(
        self, key: PersonKey, field: str, version: str
    ) -> None:
        sealed = PersonKey(QE1, ADA, ONE).seal("female", "demographics.sex", "2021")
        with pytest.raises(CannotOpen):
            key.open(sealed, field, version)

    @given(st.integers(min_value=0), st.integers(min_value=0, max_value=7))
    def test_an_altered_bit_is_noticed(self, at: int, bit: int) -> None:
        key = PersonKey(QE1, ADA, ONE)
        altered = bytearray(key.seal("female", "demographics.sex"))
        altered[at % len(altered)] ^= 1 << bit
        with pytest.raises(CannotOpen):
            key.open(bytes(altered), "demographics.sex")

    def test_the_same_is_never_sealed_alike(self) -> None:
        key = PersonKey(QE1, ADA, ONE)
        assert key.seal("female", "f") != key.seal("female", "f")

    def test_a_key_cannot_be_made_again(self) -> None:
        assert PersonKey.fresh(QE1, ADA).secret != PersonKey.fresh(QE1, ADA).secret

    @given(st.text(max_size=60))
    def test_what_is_filled_up_has_one_length(self, plain: str) -> None:
        assert len(padded(plain, 240).encode()) in ({240} if plain else {0})


class TestWrapping:
    async def test_a_wrapped_key_is_one_persons_alone(self) -> None:
        wrapping = SettingsWrapping(Sealer({"2026": ONE}, "2026"))
        ada, bea = place_of(QE1, ADA), place_of(QE1, BEA)
        (wrapped,) = await wrapping.wrap([OTHER], [ada])
        assert OTHER not in wrapped.wrapped
        assert await wrapping.unwrap([wrapped], [ada]) == [OTHER]
        with pytest.raises(CannotOpen):
            await wrapping.unwrap([wrapped], [bea])

    async def test_names_the_key_that_is_not_at_hand(self) -> None:
        place = place_of(QE1, new_id())
        wrapped = await SettingsWrapping(Sealer({"2025": ONE}, "2025")).wrap([OTHER], [place])
        with pytest.raises(UnknownKey) as refused:
            await SettingsWrapping(Sealer({"2026": ONE}, "2026")).unwrap(wrapped, [place])
        assert refused.value.key_id == "2025"

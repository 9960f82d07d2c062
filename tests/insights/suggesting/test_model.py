"""The service's reading of a model agrees with the pipeline that was trained, and explains it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.suggesting.features import words
from insights.suggesting.model import Model, load, shipped
from insights.suggesting.training.fitting import Fitted
from suggesting_support import name_of, small_corpus

SAID = st.lists(
    st.sampled_from(["the", "nurse", "was", "kind", "car", "park", "wait", "long", "unheard", "7"]),
    min_size=1,
).map(" ".join)


class TestAgreement:
    def test_probabilities_are_those_of_the_pipeline(self, model: Model, fitted: Fitted) -> None:
        texts = [*small_corpus(60, seed=2).texts, "", "…", "kind kind kind", "Wholly different"]
        trained = fitted.logits(texts)
        for text, expected in zip(texts, trained, strict=True):
            assert np.abs(model.logits(text) - expected).max() < 1e-9

    @given(SAID)
    def test_so_they_are_for_any_words(self, model: Model, fitted: Fitted, text: str) -> None:
        assert np.abs(model.logits(text) - fitted.logits([text])[0]).max() < 1e-9


class TestWordsThatLedToIt:
    @given(SAID)
    def test_contributions_and_bias_add_up_to_the_log_odds(self, model: Model, text: str) -> None:
        said = words(text)
        outputs = list(range(len(model.logits(text))))
        told = model.contributions(model.see(said), said, outputs)
        bias = model.logits("")
        assert np.abs(told.sum(axis=0) + bias - model.logits(text)).max() < 1e-9

    def test_the_word_that_gives_a_theme_away_leads(self, model: Model) -> None:
        reading = model.read("the nurse was kind at the clinic")
        assert [proposal.code for proposal in reading.themes] == ["kindness"]
        leading = reading.themes[0].words
        assert {leading[0].word, leading[1].word} == {"nurse", "kind"}
        assert all(word.weight > 0 for word in leading)
        assert [word.weight for word in leading] == sorted(
            (word.weight for word in leading), reverse=True
        )

    def test_a_word_that_is_said_twice_is_shown_once(self, model: Model) -> None:
        shown = [word.word for word in model.read("kind nurse kind nurse").themes[0].words]
        assert len(shown) == len(set(shown))


class TestTooFewKnownWords:
    @pytest.mark.parametrize(
        "text",
        [
            "Le personnel était très gentil et l'attente beaucoup trop longue",
            "Obsługa była bardzo miła ale czekaliśmy zbyt długo",
            "عملے کا رویہ بہت اچھا تھا",
            "等候时间太长了",
            "asdf qwer zxcv",
            "01632 960001",
            "...",
            "",
        ],
    )
    def test_another_language_or_no_words_at_all_get_no_guess(self, text: str) -> None:
        reading = shipped().read(text)
        assert reading.understood == "too_few_known_words"
        assert reading.themes == () and reading.sentiment is None

    def test_half_of_the_words_are_enough(self, model: Model) -> None:
        assert model.read("kind nurse xyzzy plugh").understood == "yes"
        assert model.read("kind nurse xyzzy plugh frobnicate").understood == "too_few_known_words"


class TestTheFile:
    def test_nothing_in_it_is_code(self, folder: Path) -> None:
        with np.load(folder / "weights.npz", allow_pickle=False) as data:
            assert all(data[name].dtype.kind == "f" for name in data.files)

    def test_a_file_with_a_pickle_in_it_is_refused(self, folder: Path, tmp_path: Path) -> None:
        for name in ("features.json", "card.json"):
            (tmp_path / name).write_bytes((folder / name).read_bytes())
        np.savez(tmp_path / "weights.npz", weights=np.array([{}], dtype=object))
        with pytest.raises(ValueError, match="allow_pickle"):
            load(tmp_path)

    def test_what_few_comments_say_is_not_in_it(self, folder: Path) -> None:
        text = (folder / "features.json").read_text(encoding="utf-8")
        for number in range(0, 240, 10):
            assert name_of(number) in small_corpus().texts[number], "or the test proves nothing"
            assert name_of(number)[:3] not in text

    def test_the_shipped_one_is_small_and_says_what_it_is(self) -> None:
        folder = Path(load.__code__.co_filename).parent / "model"
        assert sum(file.stat().st_size for file in folder.iterdir()) < 5_000_000
        card = json.loads((folder / "card.json").read_bytes())
        assert {"version", "data", "figures", "limits", "privacy", "trained_on"} <= set(card)
        assert "MIT" in (folder / "LICENCE").read_text(encoding="utf-8")

"""Measuring a fitted model on comments that it never saw, and saying so in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from insights.suggesting.training.corpus import SENTIMENTS, Bools, Corpus
from insights.suggesting.training.fitting import Floats

Figures = dict[str, Any]


class Measured(Protocol):
    """What can be measured: a fitted model, or the service's own reading of one."""

    @property
    def codes(self) -> list[str]: ...

    @property
    def thresholds(self) -> Floats: ...

    def probabilities(self, texts: Sequence[str]) -> Floats: ...

    def sentiments(self, texts: Sequence[str]) -> Floats: ...


def of_themes(proposed: Bools, truth: Bools, codes: Sequence[str]) -> Figures:
    """Give precision, recall, F1 and support of each theme that occurs, and their averages.

    Micro: over all pairs of comment and theme. Macro: the plain mean over the themes that occur,
    each as heavy as the next; a theme that is never proposed counts 0.
    """
    by_theme = {
        code: _scores(proposed[:, n], truth[:, n])
        for n, code in enumerate(codes)
        if truth[:, n].any()
    }
    rows = [list(scores.values())[:3] for scores in by_theme.values()]
    macro = [float(value) for value in np.mean(rows, axis=0)] if rows else [0.0, 0.0, 0.0]
    return {
        "comments": len(truth),
        "micro": _scores(proposed.ravel(), truth.ravel()),
        "macro": dict(zip(("precision", "recall", "f1"), _rounded(macro), strict=True)),
        "themes": by_theme,
    }


def of_sentiment(proposed: Sequence[int], truth: Sequence[int]) -> Figures:
    """Give the same of the five sentiments, the share that is right, and the mean distance."""
    said, meant = np.array(proposed), np.array(truth)
    each = {str(s): _scores(said == s, meant == s) for s in SENTIMENTS if (meant == s).any()}
    rows = [list(scores.values())[:3] for scores in each.values()]
    macro = _rounded([float(value) for value in np.mean(rows, axis=0)])
    return {
        "comments": len(truth),
        "accuracy": round(float((said == meant).mean()), 4),
        "within_one": round(float((abs(said - meant) <= 1).mean()), 4),
        "mean_distance": round(float(abs(said - meant).mean()), 4),
        "macro": dict(zip(("precision", "recall", "f1"), macro, strict=True)),
        "each": each,
    }


def of_model(fitted: Measured, corpus: Corpus) -> Figures:
    """Measure a model on comments: themes, how true its probabilities are, sentiment."""
    probabilities = fitted.probabilities(corpus.texts)
    proposed = np.zeros(corpus.themes.shape, dtype=bool)
    columns = [corpus.codes.index(code) for code in fitted.codes]
    proposed[:, columns] = probabilities >= fitted.thresholds
    told = np.flatnonzero(corpus.sentiments)
    known = corpus.at(told)
    moods = fitted.sentiments(known.texts).argmax(axis=1) + 1
    return {
        "themes": of_themes(proposed, corpus.themes, corpus.codes),
        "calibration_error": round(calibration_error(probabilities, corpus.themes[:, columns]), 4),
        "sentiment": of_sentiment([int(mood) for mood in moods], [*map(int, known.sentiments)]),
    }


def calibration_error(probabilities: Floats, truth: Bools, bins: int = 10) -> float:
    """Give the expected calibration error over pairs of comment and theme.

    The mean over ten bands of probability, weighed by what falls in each, of the distance between
    the mean probability and the share that is true.
    """
    flat, true = probabilities.ravel(), truth.ravel()
    band = np.minimum((flat * bins).astype(int), bins - 1)
    error = 0.0
    for number in range(bins):
        inside = band == number
        if inside.any():
            error += inside.mean() * abs(flat[inside].mean() - true[inside].mean())
    return float(error)


def markdown(card: Mapping[str, Any], published: Mapping[str, Any]) -> str:
    """Write a model's figures for `docs/benchmarks.md`."""
    held_out = card["figures"]["held_out"]
    themes = held_out["themes"]
    lines = [
        f"Model {card['version']}, trained on {card['data']['trained_on']:,} comments, measured "
        f"on {card['data']['measured_on']:,} others; none stands on both sides, however often "
        "it was made. Averages: precision, recall, F1.",
        "",
        "| what | micro | macro | over |",
        "|---|---|---|---|",
        _row("**this model, comments held out**", themes),
        *(
            _row(f"trained on {trained} alone, measured on {tested}", figures["themes"])
            for (trained, tested), figures in _by_trust(card)
        ),
        *(
            f"| published: {entry['name']} [{number}] | {_three(entry['micro'])} | "
            f"{_three(entry['macro'])} | {entry['themes']} themes, {entry['support']:,} labels |"
            for number, entry in enumerate(published["themes"], 1)
        ),
        "",
        "Candidates, by five folds of the training part alone (micro F1, macro F1 over the themes "
        "with 20 examples): "
        + "; ".join(
            f"{name} {scores['micro_f1']:.3f}, {scores['macro_f1']:.3f}"
            for name, scores in card["candidates"].items()
        )
        + f". Chosen: {card['chosen']}.",
        "",
        f"Probabilities: expected calibration error {held_out['calibration_error']:.3f}.",
        "",
        "| theme | precision | recall | F1 | labels | published F1: support vectors, DistilBERT "
        "(labels) |",
        "|---|---|---|---|---|---|",
        *_theme_rows(themes, published["by_theme"]["figures"]),
        "",
        _shared(themes, published["by_theme"]["figures"]),
        "",
        _moods(held_out["sentiment"], published["sentiment"][0]),
        "",
        *(
            f"[{number}] {entry['source']}"
            for number, entry in enumerate([*published["themes"], *published["sentiment"]], 1)
        ),
    ]
    return "\n".join(lines) + "\n"


def _by_trust(card: Mapping[str, Any]) -> list[tuple[tuple[str, str], Figures]]:
    found = card["figures"]["by_trust"]
    return [((entry["trained_on"], entry["measured_on"]), entry) for entry in found]


def _row(name: str, themes: Figures) -> str:
    micro, macro = themes["micro"], themes["macro"]
    three = [micro[part] for part in ("precision", "recall", "f1")]
    return (
        f"| {name} | {_three(three)} | {_three(macro.values())} | {len(themes['themes'])} themes, "
        f"{micro['support']:,} labels |"
    )


def _theme_rows(themes: Figures, theirs: Mapping[str, Sequence[float]]) -> list[str]:
    rows = []
    ordered = sorted(themes["themes"].items(), key=lambda pair: -pair[1]["support"])
    for code, scores in ordered:
        other = theirs.get(code)
        told = f"{other[0]:.2f}, {other[1]:.2f} ({other[2]:.0f})" if other else "none"
        rows.append(
            f"| {code} | {scores['precision']:.2f} | {scores['recall']:.2f} | {scores['f1']:.2f} | "
            f"{scores['support']} | {told} |"
        )
    return rows


def _shared(themes: Figures, theirs: Mapping[str, Sequence[float]]) -> str:
    shared = [code for code in themes["themes"] if code in theirs]
    own = np.mean([themes["themes"][code]["f1"] for code in shared])
    svc, bert = (float(np.mean([theirs[code][n] for code in shared])) for n in (0, 1))
    return (
        f"Macro F1 over the {len(shared)} themes that both have figures for: {own:.2f}; published "
        f"{svc:.2f} (support vectors) and {bert:.2f} (DistilBERT)."
    )


def _moods(own: Figures, theirs: Mapping[str, Any]) -> str:
    return (
        f"Sentiment, 1 to 5, of {own['comments']:,} comments held out: right "
        f"{own['accuracy']:.2f}, within one {own['within_one']:.2f}, mean distance "
        f"{own['mean_distance']:.2f}, macro {_three(own['macro'].values())}; published "
        f"({theirs['name']}, {theirs['support']:,} comments) [4]: right "
        f"{theirs['accuracy']:.2f}, macro {_three(theirs['macro'])}."
    )


def _scores(proposed: Bools, truth: Bools) -> dict[str, float]:
    hits = int((proposed & truth).sum())
    precision = hits / int(proposed.sum()) if proposed.any() else 0.0
    recall = hits / int(truth.sum()) if truth.any() else 0.0
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    figures = dict(
        zip(("precision", "recall", "f1"), _rounded((precision, recall, f1)), strict=True)
    )
    return {**figures, "support": int(truth.sum())}


def _rounded(values: Sequence[float]) -> list[float]:
    return [round(value, 4) for value in values]


def _three(values: Any) -> str:
    return ", ".join(f"{value:.2f}" for value in values)

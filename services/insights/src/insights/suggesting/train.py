"""Train the model of themes and sentiment, and measure it. Needs the extra ``training``.

    python -m insights.suggesting.train --comments COMMENTS.csv --out DIR

Writes the model's folder (weights.npz, features.json, card.json) and ``figures.md``. With the same
file, seed and day it writes the same bytes on the same machine; on another processor the last bit
of some weights may differ. Candidates are compared on the training part alone; the figures are of
comments that the model never saw.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from common.clock import day_named, utc_now
from insights.feedback.ready import ready_mappings
from insights.suggesting.training import figures
from insights.suggesting.training.corpus import Corpus, held_out, of_trust, read
from insights.suggesting.training.export import folder_of
from insights.suggesting.training.fitting import (
    CANDIDATES,
    Candidate,
    Fitted,
    f1,
    fit,
    learnable,
    out_of_fold,
)

MAPPING = "friends_and_family_test"
FRAMEWORK = "patient_experience"
SEED = 20261126
SHARE = 0.2
"""Of the different comments that are held out."""
FOLDS = 5
SOURCE = (
    "Friends and Family Test comments of two NHS trusts (NEAS, NHFT), 2021 to 2022, labelled by "
    "the Patient Experience framework; The Strategy Unit and NHS England (pxtextmining), "
    "MIT licence"
)


def compare(corpus: Corpus, seed: int) -> dict[str, dict[str, float]]:
    """Give each candidate's F1 over the folds of the training part."""
    truth = corpus.themes[:, learnable(corpus)]
    scores = {}
    for candidate in CANDIDATES:
        left_out = out_of_fold(candidate, corpus, seed=seed, count=FOLDS)
        proposed = left_out.probabilities >= left_out.thresholds
        each = [f1(proposed[:, n], truth[:, n]) for n in range(truth.shape[1])]
        scores[candidate.name] = {
            "micro_f1": round(f1(proposed.ravel(), truth.ravel()), 4),
            "macro_f1": round(float(np.mean(each)), 4),
        }
        typer.echo(f"{candidate.name}: {scores[candidate.name]}")
    return scores


def best_of(scores: dict[str, dict[str, float]]) -> Candidate:
    """Give the candidate whose micro and macro F1 are highest together."""
    return max(CANDIDATES, key=lambda candidate: sum(scores[candidate.name].values()))


def by_trust(candidate: Candidate, corpus: Corpus, seed: int) -> list[dict[str, Any]]:
    """Train on one trust and measure on another, each way: services that were never seen."""
    found = []
    trusts = sorted(set(corpus.trusts))
    for trust in trusts:
        fitted = fit(candidate, corpus.at(of_trust(corpus, trust)), seed=seed, count=FOLDS)
        for other in trusts:
            if other != trust:
                measured = figures.of_model(fitted, corpus.at(of_trust(corpus, other)))
                found.append({"trained_on": trust, "measured_on": other, **measured})
    return found


def train(corpus: Corpus, seed: int) -> tuple[Fitted, dict[str, Any]]:
    """Compare, choose, fit and measure; give the model and what its card says."""
    training, measured = held_out(corpus, share=SHARE, seed=seed)
    known, unknown = corpus.at(training), corpus.at(measured)
    scores = compare(known, seed)
    chosen = best_of(scores)
    fitted = fit(chosen, known, seed=seed, count=FOLDS)
    return fitted, {
        "framework": FRAMEWORK,
        "data": {
            "source": SOURCE,
            "comments": len(corpus),
            "trained_on": len(known),
            "measured_on": len(unknown),
            "split": f"grouped by identical words, {SHARE:.0%} held out, seed {seed}",
        },
        "candidates": scores,
        "chosen": chosen.name,
        "figures": {
            "held_out": figures.of_model(fitted, unknown),
            "by_trust": by_trust(chosen, corpus, seed),
        },
    }


def published() -> dict[str, Any]:
    """Give what the framework's own models reached, as published, with where."""
    text = files("insights.suggesting").joinpath("published.json").read_bytes()
    found: dict[str, Any] = json.loads(text)
    return found


def main(
    comments: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="The CSV file.")],
    out: Annotated[Path, typer.Option(file_okay=False, help="Where the model's folder goes.")],
    seed: Annotated[int, typer.Option(help="Of splits and fits.")] = SEED,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day.")] = None,
) -> None:
    """Train the model, measure it, and write both."""
    corpus = read(comments, ready_mappings()[MAPPING].mapping)
    fitted, card = train(corpus, seed)
    card["data"]["sha256"] = hashlib.sha256(comments.read_bytes()).hexdigest()
    day = day_named(on or utc_now()).isoformat()
    whole = folder_of(fitted, card, out, on=day)
    told = figures.markdown(whole, published())
    (out / "figures.md").write_text(told, encoding="utf-8")
    typer.echo(told)


if __name__ == "__main__":
    typer.run(main)

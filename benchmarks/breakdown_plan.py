"""How long it takes to protect the results of a survey together with all its breakdowns.

python benchmarks/breakdown_plan.py [MOST]

Surveys of single choices with ten options, whose answers are uneven, so that many counts are small
and many must be hidden; broken down by a dimension of seven groups, uneven too. The plan grows to
the most figures that a plan may make (`panel.breakdowns.planning.MAX_FIGURES`). Timed is
what closing a survey does with the counts, in a transaction that must not stay idle for 30 seconds:
the joint table, and its protection with every small count in doubt.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from typing import Any

import numpy as np

from common.clock import new_id
from panel.breakdowns.counting import tally_of
from panel.breakdowns.grouping import Grouped
from panel.breakdowns.planning import MAX_FIGURES
from panel.breakdowns.schemas import ByDimensionIn
from panel.breakdowns.tables import joint, part_of
from panel.disclosure import Rule, protect
from panel.surveys.questions import read_questions
from summary import bound

PEOPLE = 1_300
OPTIONS = 10
GROUPS = 7
ROUNDS = 3
LIMIT = 15.0
"""Seconds: half of what a transaction may be idle."""


def protected(asked: int, seed: int) -> tuple[int, float, int]:
    """Protect a survey of so many questions by one dimension; gives the number of figures by
    group, the seconds, and how many figures are hidden."""
    rng = np.random.default_rng(seed)
    codes = [f"o{number}" for number in range(OPTIONS)]
    options = [{"code": code, "label": code} for code in codes]
    raw: list[dict[str, Any]] = [
        {"id": str(new_id()), "kind": "single_choice", "text": "?", "options": options}
        for _ in range(asked)
    ]
    questions = read_questions([{"required": False, "show_if": None, **one} for one in raw])
    uneven = 0.55 ** np.arange(OPTIONS)
    chosen = rng.choice(OPTIONS, size=(PEOPLE, asked), p=uneven / uneven.sum())
    answers = [
        {str(question.id): codes[choice] for question, choice in zip(questions, row, strict=True)}
        for row in chosen
    ]
    few = 0.6 ** np.arange(GROUPS)
    groups = {f"g{number}": f"Group {number}" for number in range(GROUPS)}
    of = [f"g{one}" for one in rng.choice(GROUPS, size=PEOPLE, p=few / few.sum())]
    by = ByDimensionIn(by="dimension", dimension="age_band", questions=list(range(1, asked + 1)))
    part = part_of(questions, Grouped(by, "age_band", "Age", groups, of), answers, 0)
    whole = tally_of(questions, answers)
    begun = time.perf_counter()
    figures = protect(joint(questions, whole, [part]), Rule())
    taken = time.perf_counter() - begun
    hidden = sum(figure is None for figure in figures.values())
    return GROUPS * (1 + asked * (1 + OPTIONS)), taken, hidden


def main(most: int) -> None:
    """Measure and print."""
    print("figures   hidden   median   slowest   (seconds)")
    load, figures, slowest = os.getloadavg()[0], [], 0.0
    largest = (most // GROUPS - 1) // (1 + OPTIONS)
    for asked in [*(one for one in (2, 4, 6, 9, 13) if one < largest), largest]:
        found = [protected(asked, seed) for seed in range(ROUNDS)]
        count, median = found[0][0], statistics.median(one[1] for one in found)
        slowest = max(one[1] for one in found)
        print(f"{count:>7}{found[0][2]:>9}{median:>9.2f}{slowest:>10.2f}", flush=True)
        figures.append({"figures": count, "seconds": median, "slowest": slowest})
    print(f"load average {load:.1f} before, {os.getloadavg()[0]:.1f} after")
    lines = [bound("breakdowns of the largest plan, protected together", slowest, LIMIT, "s")]
    print(json.dumps({"benchmark": "breakdown_plan", "plans": figures, "summary": lines}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else MAX_FIGURES)

"""How long the fairest lottery takes, on generated pools of the shapes that are asked of it.

python benchmarks/leximin.py

Each category has 2 to 6 values; a panel may have of each its share of the population, a tenth less
or more. A skewed pool has each value up to four times more or less often than the population,
any other up to one and a half times. The pools are generated from a seed, the same in each run;
they are not those of Flanigan and others, which are not public. Each is given a time limit, so the
whole takes at most four minutes.
"""

from __future__ import annotations

import json
import math
import random
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from panel.selection.leximin import find_lottery
from panel.selection.problem import Candidate, Problem, Quota, pose
from summary import bound

SEED = 1


@dataclass(frozen=True)
class Shape:
    """A selection to time: goal and limit in seconds; `exact` asks for a proven answer."""

    people: int
    seats: int
    categories: int
    skew: float
    goal: float
    limit: float
    exact: bool = True

    def __str__(self) -> str:
        skewed = "skewed " if self.skew > 2 else ""
        return f"{skewed}{self.people:,} choose {self.seats}, {self.categories} categories"


SHAPES = (
    Shape(150, 22, 7, 1.5, goal=5, limit=45),
    Shape(825, 75, 4, 4.0, goal=30, limit=45),
    Shape(1727, 110, 7, 4.0, goal=120, limit=115, exact=False),
    Shape(2000, 200, 2, 1.5, goal=1, limit=20),
)


def generated(shape: Shape) -> Problem:
    """Make a pool of this shape and its quotas; quotas ask for no more than the pool has."""
    made = random.Random(SEED)
    shares, drawn = [], []
    for _ in range(shape.categories):
        weights = [made.uniform(0.5, 2) for _ in range(made.choice([2, 3, 4, 5, 6]))]
        shares.append([weight / sum(weights) for weight in weights])
        drawn.append([share * made.uniform(1 / shape.skew, shape.skew) for share in shares[-1]])
    people = [
        Candidate(
            f"{number:05}",
            {
                f"c{at}": str(made.choices(range(len(weights)), weights)[0])
                for at, weights in enumerate(drawn)
            },
        )
        for number in range(shape.people)
    ]
    quotas = []
    for at, values in enumerate(shares):
        have = Counter(one.values[f"c{at}"] for one in people)
        for value, share in enumerate(values):
            least = min(int(share * shape.seats * 0.9), have[str(value)])
            most = max(1, math.ceil(share * shape.seats * 1.1))
            quotas.append(Quota(f"c{at}", str(value), least, most))
    return pose(people, quotas, shape.seats)


def main() -> None:
    """Measure and print."""
    lines: list[dict[str, Any]] = []
    print(f"leximin by HiGHS, one thread, pools of seed {SEED}")
    for shape in SHAPES:
        problem = generated(shape)
        begun, working = time.perf_counter(), time.process_time()
        found = find_lottery(problem, shape.limit)
        took, worked = time.perf_counter() - begun, time.process_time() - working
        proven = "proven" if found.proven else f"not proven, gap {found.gap:.1e}"
        print(
            f"  {shape!s:<42} {took:>7.2f} s of {shape.goal:g} ({worked:.2f} s of work)"
            f"   {len(problem.types)} types,"
            f" {len(found.panels)} panels, least probability {found.least:.5f}"
            f" of at most {found.bound:.5f}: {proven}",
            flush=True,
        )
        what = "exact" if shape.exact else "with its bound"
        line = bound(f"leximin {what}, {shape}", took, shape.goal, "s")
        line["reached"] = line["reached"] and (found.proven or not shape.exact)
        lines.append(line)
    print(json.dumps({"benchmark": "leximin", "seed": SEED, "summary": lines}))


if __name__ == "__main__":
    main()

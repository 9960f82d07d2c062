"""Tables like those of surveys, drawn at random."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from panel.disclosure import Linked, Sum

count = st.one_of(st.integers(0, 12), st.integers(0, 12), st.integers(0, 60), st.integers(0, 2000))


def partition(counts: list[int]) -> Linked[str]:
    """Make a table of one partition and its total."""
    parts = {f"option {i}": n for i, n in enumerate(counts)}
    values = {"total": sum(counts), **parts}
    return Linked(values, [Sum("total", tuple(parts))], frozenset(values))


partitions = st.lists(count, min_size=2, max_size=7).map(partition)


def crossed(made: random.Random, rows: int, columns: int) -> Linked[str]:
    """Make a table of two dimensions with its totals; a third of its counts are small."""
    counts: dict[str, int] = {}
    sums: list[Sum[str]] = []
    for row in range(rows):
        for column in range(columns):
            least, most = made.choice([(0, 12), (8, 60), (20, 300)])
            counts[f"{row} {column}"] = made.randint(least, most)
    for row in range(rows):
        parts = tuple(f"{row} {column}" for column in range(columns))
        counts[f"row {row}"] = sum(counts[part] for part in parts)
        sums.append(Sum(f"row {row}", parts))
    for column in range(columns):
        parts = tuple(f"{row} {column}" for row in range(rows))
        counts[f"column {column}"] = sum(counts[part] for part in parts)
        sums.append(Sum(f"column {column}", parts))
    for name, number in (("row", rows), ("column", columns)):
        parts = tuple(f"{name} {at}" for at in range(number))
        counts["total"] = sum(counts[part] for part in parts)
        sums.append(Sum("total", parts))
    return Linked(counts, sums, frozenset(counts))


@st.composite
def surveys(draw: st.DrawFn) -> Linked[str]:
    """Draw a survey: asked, responded, and up to four questions of either kind."""
    responded = draw(count)
    unreached = draw(count)
    counts = {"asked": responded + unreached, "responded": responded, "unreached": unreached}
    sums = [Sum("asked", ("responded", "unreached"))]
    sensitive = {"unreached"}
    published = {"asked", "responded"}
    for number in range(draw(st.integers(1, 4))):
        answered = draw(st.integers(max(0, responded - draw(count)), responded))
        name = f"q{number}"
        counts |= {f"{name} answered": answered, f"{name} skipped": responded - answered}
        sums.append(Sum("responded", (f"{name} answered", f"{name} skipped")))
        sensitive.add(f"{name} skipped")
        published.add(f"{name} answered")
        options = draw(st.integers(2, 5))
        keys = [f"{name} option {i}" for i in range(options)]
        published |= set(keys)
        if draw(st.booleans()):
            cuts = sorted(
                draw(st.lists(st.integers(0, answered), min_size=options - 1, max_size=options - 1))
            )
            edges = [0, *cuts, answered]
            counts |= {k: edges[i + 1] - edges[i] for i, k in enumerate(keys)}
            sums.append(Sum(f"{name} answered", tuple(keys)))
        else:
            for key in keys:
                counts[key] = draw(st.integers(0, answered))
                counts[f"{key} not"] = answered - counts[key]
                sums.append(Sum(f"{name} answered", (key, f"{key} not")))
                sensitive.add(f"{key} not")
    return Linked(counts, sums, frozenset(published), frozenset(sensitive))

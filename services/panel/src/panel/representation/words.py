"""Targets in words: "38 more men aged 16 to 24 in Blackpool"."""

from __future__ import annotations

from collections.abc import Mapping

from panel.representation.targets import Target

_PEOPLE = {"female": ("woman", "women"), "male": ("man", "men")}
_DISABILITY = {"disabled": ("disabled", ""), "not_disabled": ("", "without a disability")}


def in_words(target: Target, labels: Mapping[tuple[str, str], str], place: str) -> str:
    """Say how many more of whom are wanted, and where.

    Args:
        labels: (dimension, group) → what the vocabulary calls the group.
        place: the place's name.
    """
    said = dict(target.groups)
    one, many = _PEOPLE.get(said.pop("sex", ""), ("person", "people"))
    before, after = _DISABILITY.get(said.pop("disability", ""), ("", ""))
    age = said.pop("age_band", None)
    words = [str(target.short), "more", before, one if target.short == 1 else many, after]
    if age is not None:
        words.append(f"aged {labels.get(('age_band', age), age)}")
    if (decile := said.pop("imd_decile", None)) is not None:
        words.append(f"of areas of deprivation decile {labels.get(('imd_decile', decile), decile)}")
    words += [f"of the group “{labels.get(each, each[1])}”" for each in said.items()]
    return f"{' '.join(filter(None, words))} in {place}"

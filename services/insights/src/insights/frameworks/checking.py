"""Whether a file's frameworks and mappings hold together; nothing that doesn't is loaded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from insights.frameworks.errors import BrokenFramework
from insights.frameworks.schemas import (
    FrameworkIn,
    FrameworksInFile,
    FrameworkVersionIn,
    MappingIn,
)


def check(file: FrameworksInFile, own_themes: Iterable[str]) -> None:
    """Check every framework, and every mapping to the system's own themes.

    Raises:
        BrokenFramework: naming the framework and the code at fault.
    """
    own = set(own_themes)
    known = {framework.code: check_framework(framework) for framework in file.theme_frameworks}
    for framework, codes in known.items():
        if both := sorted(codes & own):
            raise BrokenFramework(f"{framework}: {both[0]} is a theme of the system's own")
    for mapping in file.theme_mappings:
        if mapping.code not in known.get(mapping.framework, ()):
            raise BrokenFramework(f"{mapping.framework}: no version has {mapping.code}")
        if strange := sorted(set(mapping.themes) - own):
            raise BrokenFramework(
                f"{mapping.framework}: {mapping.code} maps to {strange[0]}, which is no theme of "
                "the system's own"
            )
    _check_days(file.theme_mappings)


def check_framework(framework: FrameworkIn) -> set[str]:
    """Check the trees, the days, and that a version says what became of each code that it drops.

    Gives the codes of all versions.
    """
    for version in framework.versions:
        _check_tree(framework.code, version)
    for older, newer in pairwise(framework.versions):
        if older.valid_to is None or older.valid_to > newer.valid_from:
            raise BrokenFramework(
                f"{framework.code}: version {older.version} is in force beside {newer.version}"
            )
        _check_changes(framework.code, older, newer)
    return {term.code for version in framework.versions for term in version.terms}


def _check_tree(framework: str, version: FrameworkVersionIn) -> None:
    parents = {term.code: term.parent for term in version.terms}
    if len(parents) != len(version.terms):
        raise BrokenFramework(f"{framework} {version.version}: a code is there twice")
    for code, parent in parents.items():
        above, seen = parent, {code}
        while above is not None:
            if above not in parents or above in seen:
                raise BrokenFramework(f"{framework} {version.version}: {code} has no root")
            seen.add(above)
            above = parents[above]


def _check_changes(framework: str, older: FrameworkVersionIn, newer: FrameworkVersionIn) -> None:
    before = {term.code for term in older.terms}
    after = {term.code for term in newer.terms}
    told = {change.code for change in newer.changes}
    where = f"{framework} {newer.version}"
    if untold := sorted(before - after - told):
        raise BrokenFramework(f"{where}: does not say what became of {untold[0]}")
    if strange := sorted(told - (before - after)):
        raise BrokenFramework(f"{where}: {strange[0]} was not dropped")
    for change in newer.changes:
        fits = {"ended": 0, "renamed": 1, "merged": 1}.get(change.became)
        number = len(change.successors)
        if (number < 2) if fits is None else (number != fits):
            raise BrokenFramework(f"{where}: {change.code} is {change.became} into {number} codes")
        if lost := sorted(set(change.successors) - after):
            raise BrokenFramework(f"{where}: {change.code} became {lost[0]}, which is not there")


def _check_days(mappings: Sequence[MappingIn]) -> None:
    ordered = sorted(mappings, key=lambda m: (m.framework, m.code, m.valid_from))
    for first, second in pairwise(ordered):
        same = (first.framework, first.code) == (second.framework, second.code)
        if same and (first.valid_to is None or first.valid_to > second.valid_from):
            raise BrokenFramework(f"{first.framework}: {first.code} is mapped twice on a day")

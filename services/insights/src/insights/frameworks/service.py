"""Frameworks of themes: loading them, reading them as of a day, and what became of each code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from importlib.resources import files

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from insights.frameworks import checking, repository
from insights.frameworks.errors import CodeNotFound, FrameworkNotFound
from insights.frameworks.models import ThemeChange, ThemeFramework, ThemeMapping
from insights.frameworks.rollup import Rollup
from insights.frameworks.schemas import (
    ChangeOut,
    CodeOut,
    FrameworkOut,
    FrameworksInFile,
    ThemeOut,
    TreeOut,
    VersionOut,
)
from insights.vocabularies import service as vocabularies
from insights.vocabularies.models import Term
from insights.vocabularies.schemas import VocabularyIn


def baseline() -> FrameworksInFile:
    """Give the frameworks that every system has: the Patient Experience framework."""
    text = files("insights.frameworks").joinpath("baseline.json").read_bytes()
    return FrameworksInFile.model_validate_json(text)


async def load(
    session: WriteSession, ics: SystemCode, own_themes: Iterable[str], file: FrameworksInFile
) -> None:
    """Write a system's frameworks and mappings; safe to repeat.

    A framework of the file stands in for the baseline's of the same code. Terms stay for good, so
    that a code which is no longer in force can be read; mappings are those of the file.

    Raises:
        BrokenFramework: if a framework or a mapping contradicts itself; nothing is written.
    """
    own = {framework.code for framework in file.theme_frameworks}
    known = [framework for framework in baseline().theme_frameworks if framework.code not in own]
    whole = FrameworksInFile(
        theme_frameworks=[*file.theme_frameworks, *known], theme_mappings=file.theme_mappings
    )
    checking.check(whole, own_themes)
    rows = [
        {"ics": ics, **framework.model_dump(include={"code", "name", "source", "licence"})}
        for framework in whole.theme_frameworks
    ]
    await repository.upsert(session, ThemeFramework, rows)
    versions = [
        (framework.code, version)
        for framework in whole.theme_frameworks
        for version in framework.versions
    ]
    trees = [VocabularyIn(code=code, **dict(version)) for code, version in versions]
    await vocabularies.load_terms(session, ics, trees)
    changes = [
        {"ics": ics, "framework": code, "version": version.version, **change.model_dump()}
        for code, version in versions
        for change in version.changes
    ]
    await repository.upsert(session, ThemeChange, changes)
    await repository.forget_mappings(session)
    mappings = [{"ics": ics, **mapping.model_dump()} for mapping in whole.theme_mappings]
    await repository.upsert(session, ThemeMapping, mappings)


async def listing(session: ReadSession) -> list[FrameworkOut]:
    """Give the frameworks with all their versions."""
    return [
        FrameworkOut(
            code=framework.code,
            name=framework.name,
            source=framework.source,
            licence=framework.licence,
            versions=_versions(await repository.terms(session, framework.code)),
        )
        for framework in await repository.frameworks(session)
    ]


async def tree(session: ReadSession, code: str, *, on: date) -> TreeOut:
    """Give a framework as it is on a day.

    Raises:
        FrameworkNotFound: if there is none, or none was in force on that day.
    """
    if await repository.framework(session, code) is None:
        raise FrameworkNotFound
    terms = [term for term in await repository.terms(session, code) if _in_force(term, on)]
    if not terms:
        raise FrameworkNotFound
    version = terms[-1].version
    counted = await rollup(session, on)
    return TreeOut(
        framework=code,
        as_of=on,
        version=version,
        themes=[
            ThemeOut(
                code=term.code,
                label=term.label,
                parent=term.parent,
                own_themes=list(counted.own.get(term.code, ())),
            )
            for term in terms
            if term.version == version
        ],
        changes=[
            _change(change)
            for change in await repository.changes(session, code)
            if change.version == version
        ],
    )


async def code(session: ReadSession, framework: str, code: str, *, on: date) -> CodeOut:
    """Give a code, whether or not it is in force, with what became of it.

    Raises:
        FrameworkNotFound, CodeNotFound: if there is none.
    """
    if await repository.framework(session, framework) is None:
        raise FrameworkNotFound
    terms = await repository.terms(session, framework, code)
    if not terms:
        raise CodeNotFound
    changes = await repository.changes(session, framework)
    every = await repository.terms(session, framework)
    today = _followed(code, changes, {term.code for term in every if _in_force(term, on)})
    counted = await rollup(session, on)
    return CodeOut(
        framework=framework,
        code=code,
        label=terms[-1].label,
        in_force=any(_in_force(term, on) for term in terms),
        versions=_versions(terms),
        became=[_change(change) for change in changes if change.code == code],
        today=today,
        own_themes=sorted({own for each in today for own in counted.own.get(each, ())}),
    )


async def rollup(session: ReadSession, on: date) -> Rollup:
    """Give the mapping to the system's own themes that is in force on a day."""
    own: dict[str, tuple[str, ...]] = {}
    for code, themes in await repository.mappings(session, on):
        own[code] = tuple(dict.fromkeys([*own.get(code, ()), *themes]))
    return Rollup(on, own)


async def codes(session: ReadSession) -> tuple[str, ...]:
    """Name the vocabularies that hold themes: the system's own, and each framework's."""
    found = [framework.code for framework in await repository.frameworks(session)]
    return (*vocabularies.THEMES, *found)


def _followed(code: str, changes: Sequence[ThemeChange], in_force: set[str]) -> list[str]:
    """Give the codes in force that a code became, version after version; itself if it is one."""
    if code in in_force:
        return [code]
    became = {change.code: change.successors for change in changes}
    found: list[str] = []
    seen, left = {code}, list(became.get(code, []))
    while left:
        each = left.pop(0)
        if each in seen:
            continue
        seen.add(each)
        if each in in_force:
            found.append(each)
        else:
            left.extend(became.get(each, []))
    return sorted(found)


def _versions(terms: Iterable[Term]) -> list[VersionOut]:
    days = {term.version: (term.valid_from, term.valid_to) for term in terms}
    return [
        VersionOut(version=version, valid_from=first, valid_to=last)
        for version, (first, last) in days.items()
    ]


def _in_force(term: Term, on: date) -> bool:
    return term.valid_from <= on and (term.valid_to is None or term.valid_to > on)


def _change(change: ThemeChange) -> ChangeOut:
    return ChangeOut.model_validate(change)

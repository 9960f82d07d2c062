"""Which files a system takes, on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError
from insights.files import repository
from insights.files.errors import NAME, FileRefused
from insights.files.schemas import FileRuleIn, FileType


@cache
def baseline() -> tuple[FileRuleIn, ...]:
    """Give the rules that hold where a system's file has none of its own."""
    text = files("insights.files").joinpath("baseline.json").read_bytes()
    return tuple(TypeAdapter(list[FileRuleIn]).validate_json(text))


async def load(session: WriteSession, ics: SystemCode, rules: Iterable[FileRuleIn]) -> None:
    """Write a system's rules, or the baseline where it has none; safe to repeat."""
    entries = list(rules) or list(baseline())
    rows = [{"ics": ics, **rule.model_dump()} for rule in entries]
    await repository.upsert_rules(session, rows)


async def rule_on(session: ReadSession, on: date) -> FileRuleIn:
    """Give the rule in force on a day.

    A system that was loaded before there were such rules has the baseline's.

    Raises:
        FileRefused: if none was in force: then no file is taken.
    """
    kept = await repository.rule_in_force(session, on)
    if kept is not None:
        return FileRuleIn.model_validate(kept, from_attributes=True)
    for rule in baseline():
        if rule.valid_from <= on and (rule.valid_to is None or rule.valid_to > on):
            return rule
    raise FileRefused("This system takes no files on this day.")


def type_named(rule: FileRuleIn, name: str) -> FileType:
    """Give the type that a file's name says it is of.

    Raises:
        FileRefused: if no file of that name is taken, naming what is.
    """
    kind = rule.of_extension(name.rpartition(".")[2].lower()) if "." in name else None
    if kind is None:
        taken = ", ".join(extension for one in rule.types for extension in one.extensions)
        raise FileRefused(
            f"Files of this kind are not taken. These are: {taken}.",
            fields=(FieldError(NAME, "names a kind of file that is not taken"),),
        )
    return kind

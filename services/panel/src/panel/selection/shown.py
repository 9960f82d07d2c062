"""Selections as they are shown; numbers that count people of a pool only where that is allowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from panel.selection.draw_schemas import CorrectionOut, DrawnByOut
from panel.selection.models import Selection, SelectionDraw, SelectionRound
from panel.selection.redrawing import Consequences
from panel.selection.schemas import (
    CategoryIn,
    ChangeOut,
    EntryOut,
    LeftOutOut,
    OutcomeOut,
    PanelOut,
    PersonOut,
    QuotaIn,
    RoundOut,
    SelectionOut,
)
from panel.selection.service import Held
from panel.selection.verify import PANELS

_PROBABILITIES = ("least", "greatest", "bound", "largest_deviation")


def selection_out(selection: Selection, *, exact: bool = False) -> SelectionOut:
    """Give a selection."""
    return SelectionOut.model_validate(_fields(selection, exact))


def panel_out(
    selection: Selection,
    panel: Sequence[str],
    rounds: Sequence[SelectionRound],
    *,
    reserves: Sequence[str] = (),
    draws: Sequence[SelectionDraw] = (),
    exact: bool = False,
) -> PanelOut:
    """Give a selection with its panel."""
    drawn = selection.digits is not None
    return PanelOut.model_validate(
        {
            **_fields(selection, exact),
            "panel": list(panel),
            "reserves": list(reserves),
            "vacant": selection.seats - len(panel) if drawn else 0,
            "replacements": [
                RoundOut(
                    number=one.number,
                    asked_on=one.asked_on,
                    draw=one.draw,
                    state=one.state,
                    people=one.people,
                    changes=_changes(one.changes, exact),
                )
                for one in rounds
            ],
            "draws": [drawn_by_out(one) for one in draws if not _waits(one)],
            "waiting_correction": next((drawn_by_out(one) for one in draws if _waits(one)), None),
        }
    )


def drawn_by_out(entry: SelectionDraw) -> DrawnByOut:
    """Give an entry of digits, with who made it."""
    return DrawnByOut.model_validate(entry, from_attributes=True)


def correction_out(entry: SelectionDraw, does: Consequences) -> CorrectionOut:
    """Give a correction that waits, with what it would do."""
    return CorrectionOut(**drawn_by_out(entry).model_dump(), **asdict(does))


def _waits(entry: SelectionDraw) -> bool:
    return entry.number > 1 and entry.confirmed_at is None


def entry_out(held: Held) -> EntryOut:
    """Give a row of the pool, opened."""
    return EntryOut.model_validate(_entry(held))


def person_out(held: Held) -> PersonOut:
    """Give a row of the pool with its member."""
    more = {"member_id": held.entry.member_id, "may_be_asked": held.may_be_asked}
    return PersonOut.model_validate({**_entry(held), **more})


def _entry(held: Held) -> dict[str, Any]:
    return {
        "selection_id": held.selection.id,
        "title": held.selection.title,
        "state": held.selection.state,
        "pseudonym": held.entry.pseudonym,
        "values": dict(held.opening.values),
        "household": held.opening.household,
        "salt": held.opening.salt,
        "commitment": held.opening.commitment(),
        "probability": held.entry.places / PANELS,
        "on_panel": held.on_panel,
    }


def _fields(selection: Selection, exact: bool) -> dict[str, Any]:
    names = ("id", "title", "seats", "segment_id", "assembly_id", "state", "created_at", "source",
             "draw_on", "root", "committed_at", "digits", "evidence", "drawn_at", "completed_on",
             "version")  # fmt: skip
    said = selection.outcome or {}
    return {
        **{name: getattr(selection, name) for name in names},
        "categories": _categories(selection.quotas),
        "outcome": _outcome(said, told=exact or selection.root is not None)
        if "least" in said
        else None,
        "failure": said.get("failure"),
        "changes": None if selection.changes is None else _changes(selection.changes, exact),
        "left_out": LeftOutOut.model_validate(selection.counts)
        if exact and selection.counts
        else None,
    }


def _outcome(said: Mapping[str, Any], *, told: bool) -> OutcomeOut:
    counting = {} if told else dict.fromkeys(_PROBABILITIES)
    return OutcomeOut.model_validate({**said, **counting})


def _changes(rows: Sequence[Sequence[Any]], exact: bool) -> list[ChangeOut]:
    return [
        ChangeOut(
            category=category,
            value=value,
            minimum=least if exact else None,
            maximum=most if exact else None,
        )
        for category, value, least, most in rows
    ]


def _categories(rows: Sequence[Sequence[Any]]) -> list[CategoryIn]:
    grouped: dict[str, list[QuotaIn]] = {}
    for category, value, minimum, maximum in rows:
        quota = QuotaIn(value=value, minimum=minimum, maximum=maximum)
        grouped.setdefault(category, []).append(quota)
    return [CategoryIn(category=name, quotas=quotas) for name, quotas in grouped.items()]

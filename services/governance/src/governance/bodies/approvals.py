"""Who has to approve a member, by the terms of the first day (LSC ICP terms, clause 7.4)."""

from __future__ import annotations

from typing import Any

from common.errors import FieldError
from governance.arrangements import rules
from governance.bodies.errors import ApprovalsWanting
from governance.bodies.schemas import HolderIn


def check(content: dict[str, Any], data: HolderIn) -> None:
    """Refuse a member whom not everybody approved that the terms name, or not in time.

    Raises:
        ApprovalsWanting: naming each approval that is wanting, unknown, doubled or too late.
    """
    try:
        asked = rules.read(content).approved_by
    except ValueError:
        asked = ()
    given = [one.approved_by for one in data.approvals]
    wrong = []
    for index, one in enumerate(data.approvals):
        field = f"body.approvals[{index}]"
        if one.approved_by not in asked:
            wrong.append(FieldError(f"{field}.approved_by", "is nobody whom the terms ask"))
        if one.approved_by in given[:index]:
            wrong.append(FieldError(f"{field}.approved_by", "is named already"))
        if one.approved_on > data.valid_from:
            wrong.append(FieldError(f"{field}.approved_on", "must not be after valid_from"))
    wrong += [FieldError("body.approvals", f"lacks the approval of {one}")
              for one in asked if one not in given]  # fmt: skip
    if wrong:
        raise ApprovalsWanting(tuple(wrong))

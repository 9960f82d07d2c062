"""Terms of reference are followed later, so what nobody could follow is refused now (rule 1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from common.errors import FieldError
from governance.arrangements import rules as arrangements
from governance.bodies.errors import TermsContradict
from governance.quorum import conditions, rules
from governance.quorum.conditions import Member
from governance.schemes import rules as public
from governance.sittings import attendance
from governance.standing_orders import rules as standing_orders
from governance.threads import standards
from governance.voting import counting


def check(content: dict[str, Any], members: Sequence[Member], path: str = "body.content") -> None:
    """Refuse terms whose quorum or voting rule contradicts itself, or the posts of the body.

    Args:
        members: the posts of the body on the terms' first day. Where there are none yet, the rule
            is held against itself alone.

    Raises:
        TermsContradict: with the path of each fault.
    """
    try:
        found = rules.read(content)
        if found is not None and members:
            conditions.refuse_contradictions(*found, members)
    except rules.RuleRefused as refused:
        fields = (FieldError(f"{path}.{where}", message) for where, message in refused.problems)
        raise TermsContradict(tuple(fields)) from None
    try:
        attendance.read(content)
    except ValueError:
        fault_ = FieldError(f"{path}.attendance", "does not have the form of a rule")
        raise TermsContradict((fault_,)) from None
    if faults := standing_orders.check(content):
        raise TermsContradict(tuple(FieldError(f"{path}.{at}", said) for at, said in faults))
    try:
        counting.read(content)
    except ValueError as fault:
        raise TermsContradict((FieldError(f"{path}.voting", str(fault)),)) from None
    try:
        public.read(content)
    except ValueError:
        fault_ = FieldError(f"{path}.{public.ENTRY}", "does not have the form of a scheme")
        raise TermsContradict((fault_,)) from None
    try:
        standards.read(content)
    except ValueError:
        fault_ = FieldError(f"{path}.{standards.ENTRY}", "does not have the form of a standard")
        raise TermsContradict((fault_,)) from None
    _check_arrangements(content, members, path)


def _check_arrangements(content: dict[str, Any], members: Sequence[Member], path: str) -> None:
    """Refuse arrangements that contradict themselves, or an office that nobody could hold."""
    path = f"{path}.{arrangements.ENTRY}"
    try:
        found = arrangements.read(content)
    except ValueError:
        fault = FieldError(path, "does not have the form of arrangements, or contradicts itself")
        raise TermsContradict((fault,)) from None
    groups = rules.read_groups(content)
    for index, one in enumerate(found.rotation if members else ()):
        where = f"{path}.rotation[{index}].among"
        try:
            if not conditions.chosen(one.among, groups, members, where):
                raise TermsContradict((FieldError(where, "chooses no post of the body"),))
        except rules.RuleRefused as refused:
            fields = (FieldError(where, message) for where, message in refused.problems)
            raise TermsContradict(tuple(fields)) from None

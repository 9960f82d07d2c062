"""Who a reader is taken for, where nobody has looked."""

from __future__ import annotations

import pytest

from insights.audience import Reader
from insights_support import HEALTHWATCH

pytestmark = pytest.mark.rule("insights.1")


def test_an_organisation_is_no_partner_unless_somebody_looked_whether_it_is_one_today() -> None:
    unknown = Reader("somebody", HEALTHWATCH)
    assert not unknown.may_see("partners", None)
    assert Reader("somebody", HEALTHWATCH, in_being=True).may_see("partners", None)

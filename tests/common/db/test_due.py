"""Rows that wait are tried again at growing intervals; how they are taken, mail tests in use."""

from __future__ import annotations

from datetime import timedelta

import pytest

from common.db.due import pause


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 30), (2, 60), (3, 120), (7, 1920), (8, 3600), (50, 3600)]
)
def test_a_pause_doubles_with_each_attempt_up_to_an_hour(attempts: int, seconds: int) -> None:
    assert pause(attempts) == timedelta(seconds=seconds)

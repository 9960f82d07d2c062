"""`make sample` gives each service its past, and bodies only after what they rely on."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from local_runner import sample


def test_the_panel_and_every_file_of_a_past_has_its_command() -> None:
    named = [arguments for _, arguments in (sample.of_the_panel(10, 3), *sample.of_the_others())]
    told = {Path(one).name for arguments in named for one in arguments[1:]}
    there = {"history.json", "comments-QE1.csv"}
    there |= {one.name for one in sample.SAMPLES.glob("library/*.json")}
    there |= {one.name for one in sample.SAMPLES.glob("record/*.json")}
    assert there <= told
    assert named[0][-4:] == ["--size", "10", "--seed", "3"]


def test_each_command_is_a_module_of_its_service_that_is_there() -> None:
    for service, arguments in (sample.of_the_panel(10, 3), *sample.of_the_others()):
        assert arguments[0].startswith(f"{service}.samples.")
        assert importlib.util.find_spec(arguments[0]) is not None


def test_bodies_come_after_the_libraries_that_they_cite() -> None:
    order = [service for service, _ in sample.of_the_others()]
    assert order == ["insights"] * 3 + ["governance"]


def test_without_a_running_system_it_says_how_to_start_one(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="make run"):
        sample.main(state=tmp_path)

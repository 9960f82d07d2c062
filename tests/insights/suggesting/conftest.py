"""A model that is trained in a second, and its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from insights.suggesting.model import Model, load
from insights.suggesting.training.export import folder_of
from insights.suggesting.training.fitting import CANDIDATES, Fitted, fit
from suggesting_support import small_corpus

CARD = {"framework": "test"}


@pytest.fixture(scope="session")
def fitted() -> Fitted:
    """A model fitted on the small corpus."""
    return fit(CANDIDATES[1], small_corpus(), seed=1, count=3)


@pytest.fixture(scope="session")
def folder(fitted: Fitted, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its folder."""
    path = tmp_path_factory.mktemp("model")
    folder_of(fitted, CARD, path, on="2026-11-26")
    return path


@pytest.fixture(scope="session")
def model(folder: Path) -> Model:
    """The model as the service reads it."""
    return load(folder)

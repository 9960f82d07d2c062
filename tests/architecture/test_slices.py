"""Within a service imports go downwards, and from slice to slice through the slice's service."""

from __future__ import annotations

import functools

import grimp
import pytest

SERVICES = ("panel", "insights", "governance", "gateway")

LAYERS = (
    {"routes", "handlers", "subscriptions"},
    {"service"},
    {"repository", "schemas"},
    {"models"},
    {"errors"},
)
"""Modules of a slice by their names, the highest first."""

EDGE = {"main", "worker", "load", "subscriptions"}
"""Modules of a service that put it together; nothing in a slice imports them."""

TOLERATED = {
    "keys.schemas -> keys.service": "the scopes and the overlap that a request is checked against",
    "pages.public -> thread.repository": "the name of the reader who is nobody",
}
"""Imports against the grain, each of a constant."""


@functools.cache
def imports(service: str) -> list[tuple[str, str]]:
    """List who imports whom directly within a service, without its name."""
    graph = grimp.build_graph(service, cache_dir=None, exclude_type_checking_imports=True)
    cut = len(service) + 1
    return sorted(
        (importer[cut:], imported[cut:])
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
    )


def slice_of(module: str) -> str | None:
    """Name the slice that a module is in; None for modules of the service itself."""
    head, dot, _ = module.partition(".")
    return head if dot else None


def rank(module: str) -> int | None:
    """Give the layer of a module within its slice, 0 the highest; None for parts of its own."""
    name = module.rpartition(".")[2]
    return next((number for number, names in enumerate(LAYERS) if name in names), None)


@pytest.mark.parametrize("service", SERVICES)
class TestWithinASlice:
    def test_imports_go_downwards(self, service: str) -> None:
        upwards = [
            f"{importer} -> {imported}"
            for importer, imported in imports(service)
            if slice_of(importer) is not None
            and slice_of(importer) == slice_of(imported)
            and (above := rank(importer)) is not None
            and (below := rank(imported)) is not None
            and above > below
            and f"{importer} -> {imported}" not in TOLERATED
        ]

        assert upwards == []


@pytest.mark.parametrize("service", SERVICES)
class TestBetweenSlices:
    def test_nothing_imports_what_puts_the_service_together(self, service: str) -> None:
        wrong = [
            f"{importer} -> {imported}"
            for importer, imported in imports(service)
            if imported in EDGE and importer not in EDGE
        ]

        assert wrong == []

    def test_no_slice_reaches_into_anothers_routes_or_handlers(self, service: str) -> None:
        wrong = [
            f"{importer} -> {imported}"
            for importer, imported in imports(service)
            if slice_of(importer) is not None
            and slice_of(imported) is not None
            and slice_of(importer) != slice_of(imported)
            and imported.rpartition(".")[2] in {"routes", "handlers"}
        ]

        assert wrong == []

    def test_no_slice_reads_another_through_its_repository(self, service: str) -> None:
        wrong = [
            f"{importer} -> {imported}"
            for importer, imported in imports(service)
            if slice_of(importer) is not None
            and slice_of(imported) is not None
            and slice_of(importer) != slice_of(imported)
            and imported.rpartition(".")[2] == "repository"
            and f"{importer} -> {imported}" not in TOLERATED
        ]

        assert wrong == []

"""What can go wrong with frameworks of themes."""

from __future__ import annotations

from common.errors import NotFound


class FrameworkNotFound(NotFound):
    """No such framework, or no version of it on the day."""

    code = "theme-framework-not-found"
    title = "There is no such framework of themes"

    def __init__(self) -> None:
        super().__init__(
            "The system has no framework with that code, or none that was in force on the day. "
            "GET /theme-frameworks lists them."
        )


class CodeNotFound(NotFound):
    """No version of the framework has such a code."""

    code = "theme-code-not-found"
    title = "There is no such theme"

    def __init__(self) -> None:
        super().__init__("No version of the framework has, or had, that code.")


class BrokenFramework(ValueError):
    """A framework or a mapping in a file that contradicts itself; nothing of the file is loaded."""

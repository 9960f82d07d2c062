"""What can go wrong with segments."""

from __future__ import annotations

from common.errors import Conflict, FieldError, Invalid, NotFound


class SegmentNotFound(NotFound):
    """There is no such segment in this system."""

    code = "segment-not-found"
    title = "There is no such segment"

    def __init__(self) -> None:
        super().__init__("This system has no such segment. GET /segments lists them.")


class SegmentNameTaken(Conflict):
    """Another segment of the system has this name."""

    code = "segment-name-taken"
    title = "There is a segment of this name"

    def __init__(self) -> None:
        super().__init__("Choose another name, or change the segment that has it.")


class NobodyCanFit(Invalid):
    """Criteria that contradict each other."""

    code = "nobody-can-fit"
    title = "Nobody can fit this segment"

    def __init__(self, fields: tuple[FieldError, ...]) -> None:
        super().__init__(
            "These criteria exclude everybody, whoever joins. Change those that are named.",
            fields=fields,
        )


class SegmentNotYetCounted(NotFound):
    """No count of the segment, as it is now, has been published yet."""

    code = "segment-not-yet-counted"
    title = "The segment has not been counted yet"

    def __init__(self) -> None:
        super().__init__(
            "Counts are published once a day, on the day after a segment is saved or changed. "
            "Try again tomorrow."
        )


class TooManySegments(Conflict):
    """The system has saved, or had counted, as many segments as it may."""

    code = "too-many-segments"
    title = "There are too many segments"

    def __init__(self) -> None:
        super().__init__("Change one that is no longer needed instead of adding another.")

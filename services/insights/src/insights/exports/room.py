"""How many files are read out at once: each holds a connection for as long as its reader takes."""

from __future__ import annotations

from common.web.room import Room
from insights.exports.errors import ManyReadOut


def room_in(connections: int) -> Room:
    """Give the room for those who read files out.

    Args:
        connections: that the process keeps at most. A third of them may be read from at once, one
            in any case. The gateway bounds those who read open data.
    """
    return Room(max(1, connections // 3), ManyReadOut)

"""Files of feedback that come bit by bit and are imported by the worker: a crash costs nothing."""

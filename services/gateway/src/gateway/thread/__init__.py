"""The golden thread: its nodes and edges as events tell them, followed both ways."""

"""Threads that are owed an answer: opened by decisions and by findings, owned, due, escalated."""

"""Logs, metrics and traces: what a service tells its operator, without personal data."""

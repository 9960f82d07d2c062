"""Outgoing mail that waits in a service's own table until it leaves or is given up."""

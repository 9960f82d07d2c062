"""The proxied path: from a request at the door to a service and back, streamed."""

"""Open data as files: passed through as they come, never held; as many at once as there is room."""

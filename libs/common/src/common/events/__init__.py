"""Every integration event, one module per producer; the envelope; the registry."""

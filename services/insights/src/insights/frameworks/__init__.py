"""Frameworks of themes: versioned trees, and the system's own themes that they count under."""

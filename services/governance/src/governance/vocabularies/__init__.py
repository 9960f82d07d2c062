"""The system's name and its dated vocabularies."""

"""Words as the library has them, for searches in which one is mistyped."""

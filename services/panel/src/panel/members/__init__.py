"""Members: what they told about themselves, what they agreed to, leaving and erasure."""

"""The register of systems: which codes and public addresses exist."""

"""What came before readers, until everybody whom it concerns was told."""

"""Made-up panels of any size, for tests, benchmarks and demonstrations; never in production."""

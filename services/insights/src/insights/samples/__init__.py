"""Made-up libraries for demonstrations, with a past; never in production."""

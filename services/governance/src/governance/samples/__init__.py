"""Made-up records of bodies for demonstrations, with a past; never in production."""

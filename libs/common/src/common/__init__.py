"""What every Golden Thread service needs and no service owns."""

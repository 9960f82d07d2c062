"""How the model is trained and measured; needs scikit-learn, which the service does not."""

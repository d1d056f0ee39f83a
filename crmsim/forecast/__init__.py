"""Forecasts of real adoption: fitted on the early periods, held against the later ones, and asked for contagion."""

"""Experiments: predictions first, then the runs that could show them wrong."""

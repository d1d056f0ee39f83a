"""What is demanded of the model, and what it is held against: see :mod:`benchmarks.demands.__main__`."""

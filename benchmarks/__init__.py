"""Benchmarks: each figure beside what it is compared to. ``python -m benchmarks [NAME…] [--quick] [--million]``."""

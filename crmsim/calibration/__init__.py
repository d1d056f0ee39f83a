"""Calibration: which settings of what nobody knows are plausible, given what was observed."""

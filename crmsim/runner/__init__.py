"""Running a design: driver, workers on one machine or many, precision, runs again.

Nothing is imported here: a worker must begin quickly, and needs neither pandas nor pyarrow.
"""

"""Running a design and losing nothing: journal, workers on one machine or many, precision, the stored table.

Nothing is imported here: a worker must begin quickly, and needs neither pandas nor pyarrow.
"""

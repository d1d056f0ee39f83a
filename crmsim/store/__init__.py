"""What a sweep leaves, kept so that nothing is lost: journal, folder, lock, parts, tables.

Nothing is imported here: a worker must begin quickly, and needs neither pandas nor pyarrow.
"""

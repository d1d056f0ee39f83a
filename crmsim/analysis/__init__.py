"""What many runs say together: settings, paired differences, response, sensitivity, conditions of failure.

Importing this package loads nothing heavy. ``findings.analyse`` takes a sweep and gives its findings; ``difference``,
``interval`` and the like take plain arrays.
"""

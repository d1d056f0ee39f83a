"""What a sweep says: settings, differences, response, sensitivity, conditions of failure.

Importing this room loads nothing heavy; ``crmsim.findings.findings.analyse`` takes a sweep and gives its findings.
"""

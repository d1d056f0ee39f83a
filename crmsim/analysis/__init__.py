"""What several runs say together: paired differences, intervals, verdicts.

Importing this room loads nothing heavy; ``crmsim.analysis.compare`` runs scenarios and ``crmsim.analysis.difference``
judges paired values.
"""

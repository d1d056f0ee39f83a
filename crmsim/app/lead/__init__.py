"""Lead it: two years as a leader, quarter by quarter, in an organisation that follows the rules of every other run.

Modules, each of which may import those above it: ``post`` (who leads where), ``moves`` (what a leader can do), ``game``
(a game as text, what it costs, and its run), ``information`` (what a leader sees), ``faces``, ``sayings``, ``people``,
``debrief``, and the page.
"""

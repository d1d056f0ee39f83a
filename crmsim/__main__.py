"""``python -m crmsim``: the command line, where ``crmsim`` is not on the path."""

from crmsim.commands.main import main

main()

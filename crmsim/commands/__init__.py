"""The command line: one module a command, each of which calls inwards only when it is run."""

"""The command line: one module a command, but for lists of what is shipped; each calls inwards only when it is run."""

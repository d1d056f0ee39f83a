"""Does each parameter do what its source says? Predictions, worlds, paired runs, verdicts, and the table of them."""

"""What computing to the bit takes: the marks of compiled code, keyed draws, arithmetic that rules share."""

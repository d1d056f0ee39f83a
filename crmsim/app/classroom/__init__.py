"""Class mode: a class bets with its phones or its hands, and the teacher runs what was bet on."""

"""What if: options that leaders have, tried in the same worlds with the same random numbers, and what can be said."""

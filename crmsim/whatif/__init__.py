"""What if: options that leaders have, tried in the same worlds with the same luck, and what may be said of them."""

"""Many runs at once on a graphics card: the rulebook compiled for it, states packed for a batch, and the way there."""

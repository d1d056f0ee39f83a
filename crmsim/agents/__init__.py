"""The model as Mesa knows it: people and ties as agents over the arrays."""

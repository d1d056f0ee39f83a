"""Attacks on what is stored and on what is read, each with how many were tried and how many succeeded."""

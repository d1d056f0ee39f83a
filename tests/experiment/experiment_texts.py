"""Texts of experiments for the tests."""

from __future__ import annotations

from crmsim.experiment import Experiment, from_text

HEAD = 'title = "T"\noutcomes = ["routine_share"]\n'


def grid(levers: str, *, head: str = "runs = 5\n", design: str = 'kind = "grid"') -> str:
    """A text with these levers."""
    return f"{HEAD}{head}[design]\n{design}\n[levers]\n{levers}\n"


def sampled(kind: str, samples: int, unknown: str = 'all = "interval"', more: str = "", head: str = "") -> Experiment:
    """An experiment that samples what nobody knows."""
    return from_text(
        f'{HEAD}runs = 1\n{head}[design]\nkind = "{kind}"\nsamples = {samples}\n{more}\n[uncertainties]\n{unknown}\n'
    )


def known(function: str, kind: str, samples: int, more: str = "") -> Experiment:
    """An experiment on a known function."""
    return from_text(
        f'title = "T"\nfunction = "{function}"\noutcomes = ["value"]\nruns = 1\n'
        f'[design]\nkind = "{kind}"\nsamples = {samples}\n{more}\n[uncertainties]\nall = "interval"\n'
    )

"""The one way in which commands speak: nothing in what they say can act on a terminal."""

from __future__ import annotations

import shlex
import sys

import click

from crmsim.words.shown import for_terminal


class AnswerLost(Exception):
    """The answer could not be written: a full disk behind standard output, or one that was closed."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


def typed(*words: object) -> str:
    """A command, or the end of one, as it can be pasted: quoted where a shell would read more than a word.

    >>> typed("crmsim", "run", "our organisation.toml"), typed("-odd.toml")
    ("crmsim run 'our organisation.toml'", './-odd.toml')
    """
    return shlex.join(f"./{word}" if str(word).startswith("-") else str(word) for word in words)


def say(text: str = "") -> None:
    """Print a text and a line end on standard output.

    Raises
    ------
    BrokenPipeError
        Where the reader of a pipe has gone.
    AnswerLost
        Where it cannot be written for another reason.
    """
    try:
        click.echo(for_terminal(text))
    except BrokenPipeError:
        raise
    except OSError as error:
        raise AnswerLost(error) from error


def say_aside(text: str) -> None:
    """Print a text on standard error, where it is no part of the answer; what cannot be told there is not told."""
    try:
        click.echo(for_terminal(text), err=True)
    except BrokenPipeError:
        raise
    except OSError:
        return


def end_answer() -> None:
    """Hand over what Python still holds back of the answer; errors as of :func:`say`."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise AnswerLost(error) from error

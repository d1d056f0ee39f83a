"""Own rules by name, ``module:function``: imported when somebody asks for it, and known by what they do.

To import a module is to run it. So nothing is imported because a file names it: an experiment that names rules is run
only where the command says so, and reading, checking and analysing one imports nothing.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import importlib.util
import inspect
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib.machinery import PathFinder, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from crmsim.errors import CrmsimError, nearest
from crmsim.experiment.experiment import Experiment
from crmsim.scenario.sources import Source, digest_of
from crmsim.simulation.hooks import Hook
from crmsim.words import message

DIGITS = 16


class NamedRule(NamedTuple):
    """A rule as a worker is told of it.

    Attributes
    ----------
    name:
        ``module:function``.
    file:
        The module's file where it stands in the working folder; None for an installed module.
    identity:
        What the rule does: name, point, hashes of its source and of its file. Part of the name of every run.
    """

    name: str
    file: str | None
    identity: str


class OtherRule(CrmsimError):
    """A worker finds another rule than the one that the sweep began with, or none."""


class _Fresh(SourceFileLoader):
    """Compiles what stands in the file, and never what was compiled of it before."""

    def get_code(self, fullname: str) -> Any:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


def with_rules(asked: Experiment, folder: Path, run_rules: bool) -> tuple[Experiment, tuple[NamedRule, ...]]:
    """An experiment that knows its rules by what they do, and the rules as workers are told of them.

    Parameters
    ----------
    folder:
        The working folder: a module ``mine`` is the file ``mine.py`` in it, else an installed one.
    run_rules:
        Whether somebody has said that the rules may be run.

    Raises
    ------
    CrmsimError
        Where nobody has said so, and for a module or rule that is not there or cannot be imported.
    """
    names = asked.all_rules
    if not names:
        return asked, ()
    _refuse_unasked(names, asked.shown, run_rules)
    rules = tuple(_named(name, _place(name, folder)) for name in names)
    return replace(asked, rules_known={rule.name: rule.identity for rule in rules}), rules


def hooks_of(rules: Sequence[NamedRule]) -> dict[str, Hook]:
    """The rules by name, in a worker.

    Raises
    ------
    OtherRule
        Where one is not there, or not what the sweep began with.
    """
    result = {}
    for rule in rules:
        try:
            hook, identity = _loaded(rule.name, None if rule.file is None else Path(rule.file))
        except CrmsimError as error:
            raise OtherRule(
                message("a worker cannot import the own rule {name!r}", name=rule.name), value=str(error),
                expected=message("the module in the same place, or installed, wherever there are workers"),
            ) from None  # fmt: skip
        if identity != rule.identity:
            raise OtherRule(
                message("a worker finds another own rule {name!r} than the sweep began with", name=rule.name),
                expected=message("the same file everywhere, unchanged while the sweep runs"),
            )
        result[rule.name] = hook
    return result


def hooks_named(names: Sequence[str], folder: Path, run_rules: bool) -> tuple[Hook, ...]:
    """Rules by their names, for a run in this process; as :func:`with_rules`."""
    if names:
        _refuse_unasked(names, None, run_rules)
    rules = [_named(name, _place(name, folder)) for name in names]
    found = hooks_of(rules)
    return tuple(found[name] for name in names)


def _refuse_unasked(names: Sequence[str], shown: str | None, run_rules: bool) -> None:
    """Refuse to import what nobody has said may be run."""
    if not run_rules:
        raise CrmsimError(
            message("the experiment names own rules, which are code that would be run on this machine"),
            file=shown, key="rules", value=list(names),
            expected=message("--run-rules, once you know what is in them (run_rules=True in Python)"),
        )  # fmt: skip


def sources_of(rules: Sequence[NamedRule]) -> list[Source]:
    """The files in the working folder that rules stand in, as they are now."""
    return [Source(path, digest_of(path.read_bytes())) for path in {Path(one.file) for one in rules if one.file}]


def _named(name: str, file: Path | None) -> NamedRule:
    return NamedRule(name, None if file is None else str(file), _loaded(name, file)[1])


def _place(name: str, folder: Path) -> Path | None:
    """The file of a rule's module in the working folder; None where the module is an installed one."""
    module = name.partition(":")[0]
    file = (folder / f"{module}.py").resolve()
    here = "." not in module and file.is_file()
    installed = module in sys.stdlib_module_names or _installed(module, folder)
    if here and installed:
        raise CrmsimError(
            message("both a file of the working folder and an installed module have this name"), file=file, value=name,
            expected=message("another name for the file"),
        )  # fmt: skip
    if not here and not installed:
        beside = [path.stem for path in folder.glob("*.py")]
        raise CrmsimError(
            message("there is no such module"), key="rules", value=name,
            expected=message("{module}.py in the working folder, or an installed module", module=module),
            nearest=nearest(module, beside),
        )  # fmt: skip
    return file if here else None


def _installed(module: str, folder: Path) -> bool:
    """Whether a module can be imported from elsewhere than the working folder; its parents are not imported."""
    top = module.partition(".")[0]
    if top in sys.builtin_module_names:
        return True
    places = [path for path in sys.path if path and Path(path).resolve() != folder.resolve()]
    if PathFinder.find_spec(top, places) is not None:
        return True
    try:
        spec = importlib.util.find_spec(top)  # by finders of others, as of packages installed to be edited
    except (ImportError, ValueError):
        return False
    return spec is not None and spec.origin is not None and not Path(spec.origin).is_relative_to(folder.resolve())


def _loaded(name: str, file: Path | None) -> tuple[Hook, str]:
    """The rule of a name, and what it is known by."""
    module_name, _, attribute = name.partition(":")
    try:
        module, source = _installed_module(module_name) if file is None else _module_of(module_name, file)
    except CrmsimError:
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever the user's module does when it is imported
        raise CrmsimError(
            message("cannot be imported: {kind}: {error}", kind=type(error).__name__, error=error), file=file,
            key="rules", value=name,
        ) from None  # fmt: skip
    found: Any = module
    for part in attribute.split("."):
        found = getattr(found, part, None)
    if not isinstance(found, Hook):
        rules = [key for key, value in vars(module).items() if isinstance(value, Hook)]
        raise CrmsimError(
            message("not an own rule") if found is not None else message("there is no such rule in the module"),
            file=file, key="rules", value=name, expected=message('a function marked @crmsim.hook(after="help")'),
            nearest=nearest(attribute, rules),
        )  # fmt: skip
    digest = hashlib.blake2b(source, digest_size=DIGITS // 2).hexdigest()
    return found, f"{name}: {found.identity()}, file {digest}"


def _installed_module(name: str) -> tuple[ModuleType, bytes]:
    module = importlib.import_module(name)
    path = inspect.getsourcefile(module)
    return module, b"" if path is None else Path(path).read_bytes()


@functools.lru_cache(maxsize=64)
def _made(name: str, file: Path, source: bytes) -> ModuleType:
    """The module of a file, made anew for each content."""
    import linecache

    spec = importlib.util.spec_from_file_location(name, file, loader=_Fresh(name, str(file)))
    if spec is None or spec.loader is None:
        raise ImportError(str(file))
    module = importlib.util.module_from_spec(spec)
    before = sys.modules.get(name)
    sys.modules[name] = module  # where its own classes look themselves up
    try:
        spec.loader.exec_module(module)
    except BaseException:
        if before is None:
            del sys.modules[name]
        else:
            sys.modules[name] = before
        raise
    linecache.checkcache(str(file))  # from which the source of a rule is read
    if file.read_bytes() != source:
        raise CrmsimError(message("was changed while it was read"), file=file, expected=message("a file left alone"))
    return module


def _module_of(name: str, file: Path) -> tuple[ModuleType, bytes]:
    source = file.read_bytes()
    return _made(name, file, source), source

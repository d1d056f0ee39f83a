"""``[levers]`` and ``[uncertainties]``: each entry as a factor."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from crmsim.declaration.parameter import extra
from crmsim.errors import nearest
from crmsim.experiment.distinct import check_distinct
from crmsim.experiment.drawn import drawn, outweighed
from crmsim.experiment.factor import RULES, Distribution, Factor, Role, touched
from crmsim.experiment.form import (
    SECTION,
    AlternativesForm,
    LevelsForm,
    MixtureForm,
    Page,
    RangeForm,
    ValuesForm,
    form_of,
)
from crmsim.experiment.functions import KnownFunction
from crmsim.experiment.moves import is_bound
from crmsim.experiment.rule_names import rule_names
from crmsim.experiment.unknowns import leaf_of, numeric, unknowns
from crmsim.mechanisms import OUTCOME
from crmsim.scenario import Scenario
from crmsim.scenario.interventions import dotted_keys
from crmsim.scenario.schema import INTERVENTION, fields, groups, tables, unknown_key
from crmsim.scenario.tables import NO_NUMBER
from crmsim.scenario.worlds import Worlds
from crmsim.words import message

ALL, INTERVAL, SCENARIO, WORLDS = "all", "interval", "scenario", "worlds"
TENFOLD = 10.0  # an interval this wide says that the order of size is not known
OWN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
TAKEN = ("point", "replicate", "seed", "run_id", "status", "error", "censored", "world", "lever", "value")
FORMS = message(
    'a list, "interval", {low = …, high = …}, {from = …, to = …, steps = …}, {mixture = […], steps = …} '
    "or {alternatives = {…}}"
)


class Reader:
    """Reads factors for one experiment.

    Parameters
    ----------
    page:
        The experiment's file.
    function:
        The known function that takes the simulation's place; None without.
    money:
        Whether money is counted.
    base:
        Gives the scenario that the experiment starts from; None without.
    levers_outweigh:
        Whether an alternative may set what is constant or unknown too, and outweighs it: in a design of worlds.

    Attributes
    ----------
    worlds:
        The worlds read, once there were any.
    """

    def __init__(
        self,
        page: Page,
        function: KnownFunction | None,
        money: bool,
        base: Callable[[], Scenario] | None = None,
        levers_outweigh: bool = False,
    ) -> None:
        self.page = page
        self.function = function
        self.money = money
        self.base = base
        self.levers_outweigh = levers_outweigh
        self.worlds: Worlds | None = None

    def factors(self, levers: Mapping[str, Any], uncertainties: Mapping[str, Any], fixed: set[str]) -> list[Factor]:
        """Levers, then uncertainties, in the order of the file.

        Parameters
        ----------
        fixed:
            Keys of constants, which cannot be varied too.

        Raises
        ------
        CrmsimError
            For an entry that is no factor, and for a key that is varied twice or held constant.
        """
        result: list[Factor] = []
        everything: int | None = None
        sections: tuple[tuple[Role, Mapping[str, Any]], ...] = (("lever", levers), ("uncertainty", uncertainties))
        for role, content in sections:
            section = SECTION[role]
            for name, value in self.flat(content, section):
                if name == ALL:
                    self._all_is_interval(value, f"{section}.{name}", role)
                    everything = len(result)
                else:
                    result.append(self._factor(name, value, f"{section}.{name}", role))
        result = outweighed(result)
        check_distinct(result, fixed, self.page, self.levers_outweigh)
        if everything is not None:
            named = {key for factor in result for key in touched(factor)} | fixed
            if self.function is not None:
                names = [name for name in self.function.inputs if name not in named]
            else:
                names = unknowns(named, self.money)
            rest = [self._interval(name, "uncertainty", "uncertainties.all") for name in names]
            if not rest:
                key, expected = "uncertainties.all", "a key not named elsewhere"
                raise self.page.error(message("leaves nothing to vary"), key, INTERVAL, expected)
            result[everything:everything] = rest
        return result

    def flat(self, content: Mapping[str, Any], section: str) -> list[tuple[str, Any]]:
        """The entries of a table by dotted key, tables of the scenario taken apart."""
        result = dotted_keys("", content, form_of)
        if twice := next((name for name, many in Counter(name for name, _ in result).items() if many > 1), None):
            raise self.page.error(message("given twice"), f"{section}.{twice}", None, message("each key once"))
        return result

    def _factor(self, name: str, value: Any, key: str, role: Role) -> Factor:
        if name == SCENARIO:
            return self._scenarios(value, key, role)
        if name == WORLDS:
            return self._worlds(value, key, role)
        form = form_of(value)
        if form in ("mixture", "alternatives"):
            self._own_name(name, key)
            if self.function is not None:
                raise self.page.error(
                    message("a known function has inputs alone"), key, None, message('a range, a list or "interval"')
                )
            make = self._mixture if form == "mixture" else self._alternatives
            return make(name, value, key, role)
        self._known(name, value, key)
        if value == INTERVAL:
            return self._interval(name, role, key)
        if isinstance(value, list):
            return self._list(name, value, key, role)
        if form == "levels":
            return self._levels(name, value, key, role)
        if form == "values":
            return self._list(name, self.page.checked(ValuesForm, value, key).values, key, role)
        if form == "range":
            return self._range(name, self.page.checked(RangeForm, value, key), key, role)
        if isinstance(value, Mapping):
            raise self.page.error(message("not a way to vary"), key, value, FORMS)
        words = isinstance(value, str)
        where = FORMS if words else message("a list; one value for all runs belongs in [constants]")
        guess = nearest(value, [INTERVAL]) if isinstance(value, str) else None
        raise self.page.error(message("nothing is varied"), key, value, where, guess)

    def _known(self, name: str, value: Any, key: str) -> None:
        """Refuse what is no parameter that can be varied."""
        if self.function is not None:
            if name not in self.function.inputs:
                raise self.page.unknown(
                    message("{name} has no such input", name=self.function.name), key, name, self.function.inputs
                )
            return
        if name in fields():
            if name in {f"scenario.{word}" for word in NO_NUMBER}:
                raise self.page.error(message("changes no number"), key, value, message("a parameter"))
            return
        if name == INTERVENTION:
            expected = message(
                "a factor of a name of your own, as acts = {alternatives = {with = {intervention = [{…}]}}}"
            )
            raise self.page.error(message("interventions are varied as alternatives"), key, None, expected)
        if name in groups():
            raise self.page.error(
                message("names a table, not a key"),
                key,
                value,
                message("a key of it, as {name}.{leaf}", name=name, leaf=leaf_of(name)),
            )
        error = unknown_key(name)
        own = [ALL, SCENARIO, WORLDS] if "." not in name else []
        raise self.page.error(error.problem, key, value, error.expected, nearest(name, own) or error.nearest)

    def _own_name(self, name: str, key: str) -> None:
        """Refuse a name of one's own that means something else already."""
        if not OWN_NAME.fullmatch(name):
            raise self.page.error(
                message("not a name"), key, None, message("letters, digits and _, beginning with a letter")
            )
        if name in (*tables(), *fields(), *TAKEN, *OUTCOME, ALL, WORLDS, INTERVENTION, RULES):
            raise self.page.error(
                message("{name!r} is taken", name=name), key, None, message("another name, as approach or styles")
            )

    def _scenarios(self, value: Any, key: str, role: Role) -> Factor:
        expected = message('a list of names or paths, as ["baseline", "giver_rich"]')
        if role != "lever" or self.function is not None:
            raise self.page.error(message("scenarios are varied in [levers] of a simulation"), key, value, expected)
        if not isinstance(value, list) or not all(isinstance(part, str) and part for part in value):
            raise self.page.error(message("of the wrong type"), key, value, expected)
        self._several(value, key)
        return Factor(SCENARIO, role, "scenarios", tuple(value))

    def _worlds(self, value: Any, key: str, role: Role) -> Factor:
        """The rows of a file of worlds, each a level."""
        asked = role == "uncertainty" and self.function is None
        self.worlds = drawn(self.page, key, value, self.base if asked else None)
        return Factor(WORLDS, role, "worlds", self.worlds.rows, keys=self.worlds.keys)

    def _list(self, name: str, values: list[Any], key: str, role: Role) -> Factor:
        self._several(values, key)
        result = tuple(self._as_declared(name, value) for value in values)
        self._several(result, key)
        if self.function is not None:
            for value in result:
                self._inside(value, key)
        return Factor(name, role, "list", result)

    def _several(self, values: Iterable[Any], key: str) -> None:
        """Refuse an empty list, one value, and a value that stands twice."""
        result = [(type(value).__name__ if isinstance(value, bool | str) else "", repr(value)) for value in values]
        if not result:
            raise self.page.error(message("an empty list"), key, None, message("the values to try"))
        twice = next((value for value, many in Counter(result).items() if many > 1), None)
        if twice:
            raise self.page.error(message("{name} stands twice", name=twice[1]), key, None, message("each value once"))
        if len(result) == 1:
            expected = message("two values or more; one for all runs belongs in [constants]")
            raise self.page.error(message("nothing is varied"), key, None, expected)

    def _levels(self, name: str, value: Any, key: str, role: Role) -> Factor:
        form = self.page.checked(LevelsForm, value, key)
        if form.first == form.to:
            raise self.page.error(message("nothing is varied"), key, value, message("from and to that differ"))
        self._is_number(name, key)
        step = (form.to - form.first) / (form.steps - 1)
        result = [form.first + step * number for number in range(form.steps - 1)] + [form.to]
        # steps of .1 as one writes them: .3, not .30000000000000004
        result = [float(f"{part:.12g}") for part in result]
        if self._whole(name):
            if any(part != round(part) for part in result):
                raise self.page.error(
                    message("steps that are no whole numbers"),
                    key,
                    value,
                    message("whole numbers for {name}", name=name),
                )
            result = [int(part) for part in result]
        return self._list(name, result, key, role)

    def _range(self, name: str, form: RangeForm, key: str, role: Role) -> Factor:
        self._is_number(name, key)
        whole = self._whole(name)
        distribution: Distribution = form.distribution or ("integer" if whole else "uniform")
        shown = form.model_dump(exclude_unset=True)
        if not form.low < form.high:
            raise self.page.error(message("low is not below high"), key, shown, message("low below high"))
        if distribution == "categorical":
            raise self.page.error(
                message("a range has no categories"), key, shown, message("a list, or {values = […]}")
            )
        if whole and distribution == "uniform":
            raise self.page.error(
                message("takes whole numbers"), f"{key}.distribution", "uniform", '"integer"', "integer"
            )
        if (whole or distribution == "integer") and (form.low != round(form.low) or form.high != round(form.high)):
            raise self.page.error(message("ends that are no whole numbers"), key, shown, message("whole numbers"))
        if distribution == "log" and form.low <= 0.0:
            raise self.page.error(
                message("a log distribution needs numbers above 0"), key, shown, message("low above 0")
            )
        if form.peak is not None:
            if distribution not in ("triangular", "normal"):
                expected = message('distribution = "triangular" or "normal"')
                raise self.page.error(
                    message("peak has no meaning in a {distribution} distribution", distribution=distribution),
                    key,
                    shown,
                    expected,
                )
            if not form.low <= form.peak <= form.high:
                raise self.page.error(message("peak lies outside the range"), key, shown, message("low ≤ peak ≤ high"))
        if self.function is not None:
            self._inside(form.low, key)
            self._inside(form.high, key)
        return Factor(
            name, role, "range", steps=form.steps, distribution=distribution, low=form.low, high=form.high,
            peak=form.peak, whole=whole,
        )  # fmt: skip

    def _interval(self, name: str, role: Role, key: str) -> Factor:
        """A factor over the parameter's declared interval."""
        if self.function is not None:
            return Factor(name, role, "range", distribution="uniform", low=self.function.low, high=self.function.high)
        result = extra(fields()[name])["interval"]
        if result is None:
            raise self.page.error(
                message("has no declared interval"), key, INTERVAL, message("a list, or {low = …, high = …}")
            )
        low, high = float(result[0]), float(result[1])
        whole = self._whole(name)
        wide = low > 0.0 and high / low >= TENFOLD
        distribution: Distribution = "integer" if whole else "log" if wide else "uniform"
        return Factor(name, role, "range", distribution=distribution, low=low, high=high, whole=whole)

    def _mixture(self, name: str, value: Any, key: str, role: Role) -> Factor:
        form = self.page.checked(MixtureForm, value, key)
        for part in form.mixture:
            if part not in fields():
                error = unknown_key(part)
                raise self.page.error(error.problem, f"{key}.mixture", part, error.expected, error.nearest)
            self._is_number(part, f"{key}.mixture")
        self._several(form.mixture, f"{key}.mixture")
        return Factor(name, role, "mixture", keys=tuple(form.mixture), steps=form.steps)

    def _alternatives(self, name: str, value: Any, key: str, role: Role) -> Factor:
        form = self.page.checked(AlternativesForm, value, key)
        bundles: dict[str, dict[str, Any]] = {}
        for label, content in form.alternatives.items():
            inside = f"{key}.alternatives.{label}"
            if not isinstance(content, Mapping):
                raise self.page.error(
                    message("not a table"), inside, content, message('{"leadership.done" = 0.9}, or {} for the base')
                )
            parts = self.flat(content, inside)
            bundles[label] = {dotted: self._part(dotted, part, f"{inside}.{dotted}") for dotted, part in parts}
        self._several(bundles, f"{key}.alternatives")
        return Factor(name, role, "alternatives", tuple(bundles), bundles)

    def _part(self, name: str, value: Any, key: str) -> Any:
        """A part of an alternative; of a number also ``{at_least = x}`` or ``{at_most = x}``."""
        if name == RULES:
            return rule_names(value, key, self.page)
        if name == INTERVENTION:
            return value
        if not isinstance(value, Mapping) or name not in fields() or not numeric(name):
            return self._as_declared(name, value)
        end = next(iter(value.values()), None)
        if not is_bound(value) or isinstance(end, bool) or not isinstance(end, int | float):
            expected = message("a value, {at_least = 0.9} or {at_most = 0.1}")
            raise self.page.error(message("not a way to change a number"), key, value, expected)
        return {word: self._as_declared(name, part) for word, part in value.items()}

    def _all_is_interval(self, value: Any, key: str, role: str) -> None:
        if role == "lever":
            expected = message('all = "interval" in [uncertainties]')
            raise self.page.error(message("only what nobody knows is varied all at once"), key, value, expected)
        if value != INTERVAL:
            raise self.page.unknown(message("not a way to vary all"), key, value, [INTERVAL])

    def _is_number(self, name: str, key: str) -> None:
        if self.function is None and extra(fields()[name])["interval"] is None and not numeric(name):
            raise self.page.error(message("{name} is no number", name=name), key, None, message("a list of its values"))

    def _whole(self, name: str) -> bool:
        return self.function is None and fields()[name].annotation is int

    def _as_declared(self, name: str, value: Any) -> Any:
        """A whole number as a float where the parameter is one, so that a column holds one type."""
        declared = self.function is not None or (name in fields() and "float" in str(fields()[name].annotation))
        plain_number = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53
        return float(value) if declared and plain_number else value

    def _inside(self, value: Any, key: str) -> None:
        """Refuse an input outside the function's range."""
        function = self.function
        if function is None:
            return
        if isinstance(value, bool) or not isinstance(value, int | float) or not function.low <= value <= function.high:
            expected = message("a number from {low:.6g} to {high:.6g}", low=function.low, high=function.high)
            raise self.page.error(message("not an input of the function"), key, value, expected)

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsim.mechanisms import COLUMN, COLUMNS, OUTCOME, OUTCOMES
from crmsim.mechanisms.economy import COSTS
from crmsim.results import Summary, group_names, summarise, weekly
from crmsim.results.weekly import LINES

GROUPS = group_names(("Sales", "Service"))


def ledger_of(weeks: int = 104, groups: int = 6, **columns: object) -> np.ndarray:
    """Ledger of zeros with some columns given, as numbers or as [weeks] or [weeks, groups] arrays."""
    ledger = np.zeros((weeks, groups, len(COLUMNS)))
    for name, values in columns.items():
        array = np.asarray(values, dtype=np.float64)
        ledger[:, :, COLUMN[name]] = array[:, None] if array.ndim == 1 else array
    return ledger


def lines(cost: np.ndarray, benefit: np.ndarray) -> dict[str, np.ndarray]:
    """Money all in one line of cost and one of benefit."""
    return {**dict.fromkeys(LINES, np.zeros(cost.size)), "consultants_nok": cost, "needs_nok": benefit}


def summary_of(ledger: np.ndarray, **more: object) -> Summary:
    return summarise(ledger, groups=GROUPS[: ledger.shape[1]], target=0.6, **more)  # type: ignore[arg-type]


def random_ledger(seed: int, weeks: int, groups: int, empty: float) -> np.ndarray:
    """Ledger in which every quotient keeps its range and any denominator may be 0."""
    rng = np.random.default_rng(seed)
    ledger = rng.random((weeks, groups, len(COLUMNS))) * 10.0
    ledger[rng.random(ledger.shape) < empty] = 0.0
    shares = [o for o in OUTCOMES if o.numerator and o.denominator and o.high == 1.0]
    for outcome in [*shares, *shares]:  # twice: a denominator may be the numerator of another
        top, bottom = COLUMN[outcome.numerator or ""], COLUMN[outcome.denominator or ""]
        ledger[:, :, top] = np.minimum(ledger[:, :, top], ledger[:, :, bottom])
    return ledger


def test_a_flow_is_summed() -> None:
    ledger = ledger_of(weeks=5, requests=[1, 2, 3, 4, 5])
    assert summary_of(ledger).values["requests"] == 15.0


def test_a_stock_is_the_mean_of_the_last_four_weeks_share() -> None:
    people = [10, 10, 10, 20, 40]
    users = [10, 1, 2, 4, 8]
    assert summary_of(ledger_of(weeks=5, people=people, user=users)).values["user_share"] == pytest.approx(0.175)
    assert summary_of(ledger_of(weeks=2, people=[10, 10], user=[2, 4])).values["user_share"] == pytest.approx(0.3)


def test_a_stock_is_averaged_over_the_weeks_in_which_it_is_defined() -> None:
    ledger = ledger_of(weeks=4, records=[0, 0, 10, 10], fresh=[0, 0, 4, 6])
    assert summary_of(ledger).values["freshness"] == pytest.approx(0.5)


def test_a_ratio_is_pooled_not_averaged() -> None:
    ledger = ledger_of(weeks=2, requests=[1, 99], granted=[1, 0])
    assert summary_of(ledger).values["help_rate"] == pytest.approx(0.01)


def test_payoff_is_benefit_received_minus_cost_paid_a_person_week() -> None:
    ledger = ledger_of(weeks=4, people=[10] * 4, benefit_received=[6] * 4, cost_paid=[8] * 4)
    assert summary_of(ledger).values["payoff"] == pytest.approx(-0.2)


def test_market_orientation_is_the_plain_mean_of_its_parts() -> None:
    ledger = ledger_of(
        weeks=2, changes=[10, 0], noticed=[5, 0], found=[4, 0], passed_on=[1, 0], needs=[10, 10], responded=[3, 3]
    )
    values = summary_of(ledger).values
    assert (values["generation"], values["dissemination"], values["response"]) == (0.5, 0.25, 0.3)
    assert values["market_orientation"] == pytest.approx(0.35)
    without = ledger_of(weeks=2, changes=[10, 0], noticed=[5, 0], needs=[10, 10], responded=[3, 3])
    assert summary_of(without).values["market_orientation"] is None
    assert summary_of(without).reasons["market_orientation"] == "no change was noticed"


def test_the_first_week_with_half_the_people_users() -> None:
    ledger = ledger_of(weeks=6, people=[10] * 6, user=[0, 4, 5, 3, 5, 5])
    summary = summary_of(ledger)
    assert summary.values["weeks_to_half_users"] == 3.0
    assert summary.flags == {}


def test_a_duration_that_did_not_end_is_the_horizon_and_flagged() -> None:
    summary = summary_of(ledger_of(weeks=6, people=[10] * 6, user=[4] * 6))
    assert summary.values["weeks_to_half_users"] == 6.0
    assert summary.flags == {"weeks_to_half_users": "censored"}


def test_relapse_is_the_largest_fall_within_26_weeks() -> None:
    share = np.zeros(60)
    share[10:40] = 8.0
    share[40:] = 3.0  # from .8 in week 40 to .3 in the week after
    ledger = ledger_of(weeks=60, people=[10] * 60, user=share)
    assert summary_of(ledger).values["relapse"] == pytest.approx(0.5)
    share[30] = 9.0  # a peak of one week counts, however soon it is over
    assert summary_of(ledger_of(weeks=60, people=[10] * 60, user=share)).values["relapse"] == pytest.approx(0.6)
    share[30] = 8.0
    share[45:55] = 0.0  # and so does a fall from which users come back
    assert summary_of(ledger_of(weeks=60, people=[10] * 60, user=share)).values["relapse"] == pytest.approx(0.8)
    rising = ledger_of(weeks=27, people=[10] * 27, user=np.arange(27) / 10.0)
    assert summary_of(rising).values["relapse"] == 0.0


def test_relapse_has_no_value_in_a_short_run() -> None:
    summary = summary_of(ledger_of(weeks=26, people=[10] * 26))
    assert summary.values["relapse"] is None
    assert "26 weeks" in summary.reasons["relapse"]


@pytest.mark.parametrize(
    ("routine", "benefit", "success"),
    [(6.0, 2.0, 1.0), (5.9, 2.0, 0.0), (6.0, 1.0, 0.0), (9.0, 0.5, 0.0), (1.0, 0.5, 0.0)],
)
def test_success_needs_the_routine_share_and_a_net_benefit(routine: float, benefit: float, success: float) -> None:
    ledger = ledger_of(weeks=10, people=[20] * 10, licences=[10] * 10, licensed_routine=[routine] * 10)
    summary = summary_of(ledger, money=lines(np.ones(10), np.full(10, benefit)))
    assert summary.values["success"] == success
    assert summary.values["net_benefit_nok"] == pytest.approx(10.0 * (benefit - 1.0))
    assert summary.verdict.routine_margin == pytest.approx(routine / 10.0 - 0.6)
    assert summary.verdict.net_benefit_nok == summary.values["net_benefit_nok"]
    assert "routine share" in summary.verdict.text()


def test_net_benefit_is_the_sum_of_its_lines() -> None:
    money = {name: np.full(10, 1.0 + place) for place, name in enumerate(LINES)}
    values = summary_of(ledger_of(weeks=10), money=money).values
    assert all(values[name] == 10.0 * (1.0 + place) for place, name in enumerate(LINES))
    assert values["cost_nok"] == 10.0 * (1.0 + 2.0 + 3.0 + 4.0) and values["benefit_nok"] == 10.0 * (5.0 + 6.0 + 7.0)
    assert values["net_benefit_nok"] == 80.0


@pytest.mark.parametrize(
    ("net", "week"),
    [
        ([-3.0, 1.0, 1.0, 1.0, 1.0], 5.0),  # 0 in week 4 is not above it
        ([-1.0, 2.0, 1.0, -1.0, 1.0], 2.0),
        ([-1.0, 2.0, -2.0, 1.0, 1.0], 5.0),  # above, below, 0, above: from then on
        ([1.0, 1.0, 1.0, 1.0, -9.0], 5.0),  # never for good: the last week
        ([1.0, 0.0, 0.0, 0.0, 0.0], 1.0),
    ],
)
def test_money_breaks_even_where_its_sum_stays_above_nothing(net: list[float], week: float) -> None:
    values = summary_of(ledger_of(weeks=5), money=lines(np.zeros(5), np.array(net))).values
    assert values["break_even_week"] == week


def test_without_a_project_the_money_is_null_with_a_reason() -> None:
    summary = summary_of(ledger_of(weeks=10, people=[10] * 10))
    for name in ("needs_nok", "hours_nok", "benefit_nok", "net_benefit_nok", "break_even_week", "success"):
        assert summary.values[name] is None
        assert summary.reasons[name] == "no project, so there is no counterfactual run to compare with"
    assert summary.reasons["cost_nok"] == summary.reasons["own_hours_nok"] == "no project, so there is no cost"
    assert summary.reasons["value_nok"] == "there are no customers, so there are no needs to be worth anything"
    paid = {name: np.zeros(3) for name in COSTS}
    text = summary_of(ledger_of(weeks=3), money=paid, no_benefit="the counterfactual run was not run")
    assert text.values["cost_nok"] == 0.0
    assert text.reasons["benefit_nok"] == "the counterfactual run was not run"
    assert summary_of(ledger_of(weeks=3), money=paid).reasons["benefit_nok"] == summary.reasons["value_nok"]
    assert "unknown" in text.verdict.text()


def test_reasons_name_what_was_missing_and_when() -> None:
    summary = summary_of(ledger_of(weeks=10, people=[10] * 10, records=[1] * 6 + [0] * 4, fresh=[0] * 10))
    assert summary.reasons["help_rate"] == "nobody asked for help"
    assert summary.reasons["hit_rate"] == "nobody looked anything up"
    assert summary.reasons["freshness"] == "the system held no record in the last 4 weeks"


def test_groups_have_their_own_values() -> None:
    users = np.zeros((4, 6))
    users[:, 0], users[:, 1] = 5.0, 4.0
    people = np.tile([10.0, 4.0, 6.0, 0.0, 5.0, 5.0], (4, 1))
    summary = summary_of(ledger_of(weeks=4, people=people, user=users))
    assert summary.by_group["giver"]["user_share"] == 1.0
    assert summary.by_group["taker"]["user_share"] == 0.0
    assert summary.by_group["matcher"]["user_share"] is None
    assert summary.reasons_of(3)["user_share"] == "nobody was employed"
    assert set(summary.by_group) == set(GROUPS[1:])
    assert all(OUTCOME[name].by_group for values in summary.by_group.values() for name in values)
    assert summary.of(1)["relapse"] is None
    assert summary.reasons_of(1)["relapse"] == "told for everybody only"


def test_only_the_weeks_that_were_run_count() -> None:
    ledger = ledger_of(weeks=10, requests=np.ones(10))
    assert summary_of(ledger, weeks=4).values["requests"] == 4.0
    assert summary_of(ledger, weeks=4, money=lines(np.ones(10), np.ones(10))).values["cost_nok"] == 4.0


@pytest.mark.parametrize(
    ("ledger", "pattern"),
    [
        (ledger_of(weeks=3, requests=[1, 1, 1], granted=[2, 2, 2]), "help_rate of all"),
        (ledger_of(weeks=3, requests=[-1, -1, -1]), "requests of all"),
        (ledger_of(weeks=3, requests=[1, np.nan, 1]), "column requests of all"),
        (ledger_of(weeks=3, output=[1, np.inf, 1]), "column output of all"),
        (np.zeros((3, 6, 2)), r"ledger must be \[weeks, groups"),
        (np.zeros((0, 6, len(COLUMNS))), "ledger must be"),
    ],
)
def test_a_ledger_that_breaks_its_declaration_is_an_error_with_names(ledger: np.ndarray, pattern: str) -> None:
    with pytest.raises(ValueError, match=pattern):
        summary_of(ledger)


@pytest.mark.parametrize(
    "given", [{"training_nok": [0.0, np.nan]}, {"needs_nok": [np.inf, 0.0]}, {"training_nok": [-1.0, 0.0]}]
)
def test_money_that_is_no_number_is_an_error(given: dict[str, list[float]]) -> None:
    with pytest.raises(ValueError, match="_nok of all"):
        summary_of(ledger_of(weeks=2), money={name: np.array(values) for name, values in given.items()})


def test_names_must_fit_the_groups() -> None:
    with pytest.raises(ValueError, match="6 groups"):
        summarise(ledger_of(weeks=2), groups=("all",), target=0.6)


def test_rounding_is_cut_off_at_the_range() -> None:
    ledger = ledger_of(weeks=4, people=[3.0] * 4, energy=[3.0000000000000004] * 4)
    assert summary_of(ledger).values["mean_energy"] == 1.0


@given(
    seed=st.integers(0, 2**32 - 1),
    weeks=st.integers(1, 60),
    groups=st.integers(4, 6),
    empty=st.sampled_from([0.0, 0.3, 0.9, 1.0]),
    project=st.booleans(),
)
def test_every_value_is_in_its_range_or_null_with_a_reason(
    seed: int, weeks: int, groups: int, empty: float, project: bool
) -> None:
    ledger = random_ledger(seed, weeks, groups, empty)
    money = np.linspace(0.0, 9.0, weeks)
    summary = summary_of(ledger, money=lines(money, 3.0 - money) if project else {})
    assert list(summary.values) == [outcome.name for outcome in OUTCOMES]
    for group in range(groups):
        values, reasons = summary.of(group), summary.reasons_of(group)
        assert set(reasons) == {name for name, value in values.items() if value is None}
        assert all(reason and "_" not in reason for reason in reasons.values())
        for name, value in values.items():
            if value is not None:
                low, high = OUTCOME[name].low, OUTCOME[name].high
                assert math.isfinite(value)
                assert low is None or value >= low
                assert high is None or value <= high


@given(seed=st.integers(0, 2**32 - 1), weeks=st.integers(1, 40), empty=st.sampled_from([0.0, 0.5, 1.0]))
def test_weekly_values_sum_up_to_the_summary(seed: int, weeks: int, empty: float) -> None:
    ledger = random_ledger(seed, weeks, 6, empty)
    values, defined = weekly(ledger)
    summary = summary_of(ledger)
    assert np.array_equal(defined, ~np.isnan(values))
    for place, outcome in enumerate(OUTCOMES):
        column, known = values[:, 0, place], defined[:, 0, place]
        if outcome.summary == "sum":
            assert summary.values[outcome.name] == pytest.approx(column.sum())
        if outcome.summary == "stock":
            last = column[-4:][known[-4:]]
            text = summary.values[outcome.name]
            assert (text is None) == (last.size == 0)
            assert text is None or text == pytest.approx(last.mean())


def test_every_column_an_outcome_names_is_in_the_ledger() -> None:
    for outcome in OUTCOMES:
        assert outcome.numerator is None or outcome.numerator in COLUMN
        assert outcome.denominator is None or outcome.denominator in COLUMN

"""The table of settings in a sweep's answer: mean, difference from the reference, how sure, how large."""

from __future__ import annotations

from crmsim.analysis.findings import Findings
from crmsim.analysis.study import declared
from crmsim.report.labels import VERDICT
from crmsim.report.sweep_numbers import ends, label_of, percent, value
from crmsim.report.table import empty_table, table_lines
from crmsim.words import PERCENT_UNITS, Teller

MOST_ROWS = 16  # settings; of more than that
FEWER_ROWS = 12  # are shown, those that differ most
WIDE = 110  # characters from which on effect size, superiority and what pairing saved have room


def table(findings: Findings, name: str, teller: Teller) -> str:
    """Every setting in one outcome, in the order of the design; the most different ones where there are too many."""
    study = findings.study
    own = {one.setting: one for one in findings.against if one.difference.outcome == name}
    settings = findings.tables["settings"]
    rows = settings[settings["outcome"] == name].set_index("setting")
    order = [int(setting) for setting in rows.index]
    kept = order
    if len(order) > MOST_ROWS:
        by_size = sorted(own, key=lambda setting: -abs(own[setting].difference.mean or 0.0))
        references = {study.reference_for(setting) for setting in by_size[: FEWER_ROWS - 1]}
        chosen = {*references, *by_size[: FEWER_ROWS - len(references)]}
        kept = [setting for setting in order if setting in chosen]
    if not study.columns:
        return _alone(findings, name, teller)
    made = empty_table()
    wide = teller.columns >= WIDE
    made.add_column(teller("setting"), min_width=18)
    for word in (teller("mean"), teller("difference")):
        made.add_column(word, justify="right", no_wrap=True)
    made.add_column(teller("95 % interval"), justify="right", no_wrap=True)
    if wide:
        for word in ("d_z", "d", teller("P"), teller("A"), teller("saved")):
            made.add_column(word, justify="right", no_wrap=True)
    made.add_column(teller("verdict"), min_width=11)
    for setting in kept:
        mean = value(_number(rows.loc[setting, "mean"]), name, teller)
        if setting not in own:
            blank = [""] * (7 if wide else 2)
            made.add_row(study.label(setting), mean, *blank, teller("(reference)"))
            continue
        one = own[setting]
        difference = one.difference
        cells = [
            one.label,
            mean,
            _change(difference.mean, name, teller),
            ends(difference.low, difference.high, name, teller),
        ]
        if wide:
            cells += [_size(one.effect.d_z, teller), _size(one.effect.d_pooled, teller)]
            cells += [percent(difference.superiority, teller), percent(difference.vargha_delaney, teller)]
            cells.append(_saved(difference.variance_saved, teller))
        made.add_row(*cells, teller(VERDICT[difference.verdict]))
    result = [label_of(name, teller), "", *table_lines(made, teller)]
    if len(kept) < len(order):
        words = teller(
            "The table shows the {shown:,} of {all:,} settings that differ most; settings.csv and "
            "differences.csv have all.",
            shown=len(kept), all=len(order),
        )  # fmt: skip
        result += ["", teller.wrap(words)]
    return "\n".join(result)


def _alone(findings: Findings, name: str, teller: Teller) -> str:
    """The one setting of an experiment that varies nothing: its mean, how sure that is, and how far runs differ."""
    settings, outcomes = (
        findings.tables[kind][findings.tables[kind]["outcome"] == name].iloc[0] for kind in ("settings", "outcomes")
    )
    made = empty_table()
    made.add_column(teller("setting"), min_width=18)
    for word in (teller("mean"), teller("95 % interval"), teller("nine runs in ten")):
        made.add_column(word, justify="right", no_wrap=True)
    mean, low, high = (value(_number(settings[key]), name, teller) for key in ("mean", "low", "high"))
    fifth, last = (value(_number(outcomes[key]), name, teller) for key in ("q05", "q95"))
    made.add_row(findings.study.label(0), mean, teller.span(low, high), teller.span(fifth, last))
    return "\n".join([label_of(name, teller), "", *table_lines(made, teller)])


def _change(number: float | None, name: str, teller: Teller) -> str:
    """A difference, of shares in percentage points, which the interval beside it leaves unsaid too."""
    unit = declared(name).unit
    return teller.value(number, unit, change=True, millions=unit == "NOK", bare=unit in PERCENT_UNITS)


def _size(number: float | None, teller: Teller) -> str:
    """A standardised size with two figures behind the point."""
    if number is None:
        return "-"
    return teller.digits(f"{number:+.2f}" if abs(number) < 100.0 else f"{number:+.0f}")


def _saved(share: float | None, teller: Teller) -> str:
    """What pairing saved; below 0 where it cost more than it saved."""
    if share is None or round(share * 100.0) >= 0:
        return percent(share, teller)
    return teller.digits(f"{share:.0%}")


def _number(cell: object) -> float | None:
    return float(cell) if isinstance(cell, (int, float)) and cell == cell else None

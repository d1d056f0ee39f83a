"""What ``crmsim sweep`` and ``crmsim replay`` say, in English and Norwegian bokmål."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crmsim.report.words import Language

NO_BREAK = "\N{NO-BREAK SPACE}"
WORDS: dict[str, dict[str, str]] = {
    "progress": {"en": "{done:,} of {total:,} runs", "nb": "{done:,} av {total:,} kjøringer"},
    "rate": {"en": "{rate:,.0f} a second", "nb": "{rate:,.0f} i sekundet"},
    "slow rate": {"en": "{rate:.2g} a second", "nb": "{rate:.2g} i sekundet"},
    "left": {"en": "{left} left", "nb": "{left} igjen"},
    "starting": {"en": "starting", "nb": "starter"},
    "failed": {"en": "{failed:,} without a result", "nb": "{failed:,} uten resultat"},
    "reached": {
        "en": "{outcome}: ±{widest:.3g} (asked ±{asked:g}); {settled:,} of {settings:,} settings precise enough",
        "nb": "{outcome}: ±{widest:.3g} (ønsket ±{asked:g}); {settled:,} av {settings:,} innstillinger presise nok",
    },
    "not reached": {
        "en": "{outcome}: not known yet (asked ±{asked:g}); {settled:,} of {settings:,} settings precise enough",
        "nb": "{outcome}: ikke kjent ennå (ønsket ±{asked:g}); {settled:,} av {settings:,} innstillinger presise nok",
    },
    "nowhere defined": {
        "en": "{outcome}: no run has a value to be precise about (asked ±{asked:g}); no more runs are made for it",
        "nb": "{outcome}: ingen kjøring har en verdi å være presis om (ønsket ±{asked:g}), så det gjøres ikke flere",
    },
    "serial": {
        "en": "One after the other in this process: a run that crashes or hangs will take the sweep with it.",
        "nb": "Én etter én i denne prosessen: en kjøring som krasjer eller henger, tar hele sveipet med seg.",
    },
    "done": {
        "en": "{runs:,} runs of {settings:,} settings; {computed:,} computed now, in {seconds}.",
        "nb": "{runs:,} kjøringer av {settings:,} innstillinger; {computed:,} beregnet nå, på {seconds}.",
    },
    "rounds": {"en": "Rounds of replication: {rounds:,}.", "nb": "Runder med gjentak: {rounds:,}."},
    "spent runs": {
        "en": "The budget of runs is spent; some settings are less precise than asked.",
        "nb": "Kjørebudsjettet er brukt opp; noen innstillinger er mindre presise enn ønsket.",
    },
    "spent hours": {
        "en": "The budget of hours is spent. The same command again goes on with as many hours.",
        "nb": "Timebudsjettet er brukt opp. Samme kommando igjen fortsetter med like mange timer.",
    },
    "missing": {"en": "Without a result: {listed}.", "nb": "Uten resultat: {listed}."},
    "status failed": {"en": "{count:,} raised an error", "nb": "{count:,} ga en feil"},
    "status hung": {"en": "{count:,} hung", "nb": "{count:,} hang"},
    "status crashed": {"en": "{count:,} crashed", "nb": "{count:,} krasjet"},
    "status not run": {"en": "{count:,} not run", "nb": "{count:,} ikke kjørt"},
    "example": {"en": "  {run} {status}: {error}", "nb": "  {run} {status}: {error}"},
    "is failed": {"en": "failed", "nb": "feilet"},
    "is hung": {"en": "hung", "nb": "hang"},
    "is crashed": {"en": "crashed", "nb": "krasjet"},
    "is done": {"en": "done", "nb": "ferdig"},
    "look": {
        "en": "Repeat one: crmsim replay {folder} {run}. Try all of them again: the same command with --retry-failed.",
        "nb": "Gjenta én: crmsim replay {folder} {run}. Prøv alle igjen: samme kommando med --retry-failed.",
    },
    "files": {
        "en": "In {folder}: {tables} (Parquet), journal.sqlite, experiment.toml, provenance.json",
        "nb": "I {folder}: {tables} (Parquet), journal.sqlite, experiment.toml, provenance.json",
    },
    "next": {"en": "Next: crmsim analyse {folder}", "nb": "Neste: crmsim analyse {folder}"},
    "interrupted": {
        "en": "Interrupted. What is finished is kept in {folder}; the same command again goes on from there.",
        "nb": "Avbrutt. Det som er ferdig, ligger i {folder}; samme kommando igjen fortsetter derfra.",
    },
    "part": {
        "en": "Part {part}: {computed:,} runs computed now. When all parts are done: crmsim sweep {experiment} --out "
        "{folder}",
        "nb": "Del {part}: {computed:,} kjøringer beregnet nå. Når alle deler er ferdige: crmsim sweep {experiment} "
        "--out {folder}",
    },
    "script": {
        "en": "Written: {script}. Look through it, then: sbatch {script}",
        "nb": "Skrevet: {script}. Se gjennom det, og så: sbatch {script}",
    },
    "equal": {
        "en": "The same to the last bit as what is recorded.",
        "nb": "Likt det som er lagret, til siste bit.",
    },
    "other": {
        "en": "NOT the same as what is recorded: {names}.",
        "nb": "IKKE likt det som er lagret: {names}.",
    },
    "again failed": {
        "en": "The run ends as it is recorded: {status}, {error}",
        "nb": "Kjøringen ender som lagret: {status}, {error}",
    },
    "now failed": {
        "en": "NOT the same: recorded as {before}; now {status}",
        "nb": "IKKE likt: lagret som {before}; nå {status}",
    },
    "other code": {
        "en": "The run was made by other code (crmsim {before}) than this (crmsim {now}), and may differ.",
        "nb": "Kjøringen ble gjort med en annen kode (crmsim {before}) enn denne (crmsim {now}), og kan avvike.",
    },
    "other inputs": {
        "en": "The experiment, its scenario or a file that it reads was edited since: this is another run.",
        "nb": "Eksperimentet, scenariet eller en fil det leser, er endret siden: dette er en annen kjøring.",
    },
    "replay": {
        "en": "Run {run}: setting {point}, replicate {replicate}, seed {seed}",
        "nb": "Kjøring {run}: innstilling {point}, gjentak {replicate}, frø {seed}",
    },
    "undefined": {"en": "undefined", "nb": "ikke definert"},
}


def tell(key: str, language: Language, **parts: object) -> str:
    """A sentence, with its blanks filled in."""
    formatter = NORWEGIAN if language == "nb" else string.Formatter()
    return formatter.vformat(WORDS[key][language], (), parts)


def in_digits(text: str, language: Language) -> str:
    """A number in English digits as the language writes it: in Norwegian 1,234.5 is 1 234,5."""
    return text.translate({44: NO_BREAK, 46: ","}) if language == "nb" else text


class Norwegian(string.Formatter):
    """Fills blanks; numbers as Norwegian writes them."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        """A value in its blank."""
        text = super().format_field(value, format_spec)
        return in_digits(text, "nb") if isinstance(value, int | float) else text


NORWEGIAN = Norwegian()


def duration(seconds: float, language: Language = "en") -> str:
    """Seconds as one reads them: ``45 s``, ``3 min 20 s``, ``2 h 5 min``, ``3 days 4 h``."""
    whole = round(seconds)
    hours_word, days_word = ("h", "days") if language == "en" else ("t", "døgn")
    if whole < 60:
        return in_digits(f"{seconds:.1f} s" if seconds < 10.0 else f"{whole} s", language)
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} {hours_word} {minutes} min"
    return in_digits(f"{hours // 24:,} {days_word} {hours % 24} {hours_word}", language)

"""What ``crmsim sweep`` and ``crmsim replay`` say, in English and Norwegian bokmål."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crmsim.report.words import Language

WORDS: dict[str, dict[str, str]] = {
    "progress": {"en": "{done:,} of {total:,} runs", "nb": "{done:,} av {total:,} kjøringer"},
    "rate": {"en": "{rate:,.0f} a second", "nb": "{rate:,.0f} i sekundet"},
    "slow rate": {"en": "{rate:.2g} a second", "nb": "{rate:.2g} i sekundet"},
    "left": {"en": "{left} left", "nb": "{left} igjen"},
    "starting": {"en": "starting", "nb": "starter"},
    "failed": {"en": "{failed:,} without a result", "nb": "{failed:,} uten resultat"},
    "reached": {
        "en": "{outcome}: ±{widest} (asked ±{asked}); {settled:,} of {settings:,} settings precise enough",
        "nb": "{outcome}: ±{widest} (ønsket ±{asked}); {settled:,} av {settings:,} innstillinger presise nok",
    },
    "unknown": {"en": "unknown", "nb": "ukjent"},
    "serial": {
        "en": "One after the other in this process: a run that crashes or hangs will take the sweep with it.",
        "nb": "Én etter én i denne prosessen: en kjøring som krasjer eller henger, tar hele sveipet med seg.",
    },
    "done": {
        "en": "{runs:,} runs of {settings:,} settings; {computed:,} computed now, in {seconds}.",
        "nb": "{runs:,} kjøringer av {settings:,} innstillinger; {computed:,} beregnet nå, på {seconds}.",
    },
    "rounds": {"en": "Replicated in {rounds:,} rounds.", "nb": "Gjentatt i {rounds:,} runder."},
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
    "look": {
        "en": "Repeat one: crmsim replay {folder} {run}. Try all of them again: the same command with --retry-failed.",
        "nb": "Gjenta én: crmsim replay {folder} {run}. Prøv alle igjen: samme kommando med --retry-failed.",
    },
    "files": {
        "en": "In {folder}: runs/ (Parquet), journal.sqlite, experiment.toml, provenance.json",
        "nb": "I {folder}: runs/ (Parquet), journal.sqlite, experiment.toml, provenance.json",
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
        "en": "Recorded as {before}; now {status}: {error}",
        "nb": "Lagret som {before}; nå {status}: {error}",
    },
    "other code": {
        "en": "The run was made by other code than this: expect other numbers.",
        "nb": "Kjøringen ble gjort med en annen kode enn denne: vent andre tall.",
    },
    "replay": {
        "en": "Run {run}: setting {point}, replicate {replicate}, seed {seed}",
        "nb": "Kjøring {run}: innstilling {point}, gjentak {replicate}, frø {seed}",
    },
    "undefined": {"en": "undefined", "nb": "ikke definert"},
}


def tell(key: str, language: Language, **parts: object) -> str:
    """A sentence, with its blanks filled in."""
    return WORDS[key][language].format(**parts)


def duration(seconds: float) -> str:
    """Seconds as one reads them: ``45 s``, ``3 min 20 s``, ``2 h 5 min``."""
    whole = round(seconds)
    if whole < 60:
        return f"{seconds:.1f} s" if seconds < 10.0 else f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"

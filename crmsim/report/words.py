"""Every word a figure or an answer shows, in English and Norwegian bokmål."""

from __future__ import annotations

import string
from typing import Literal

from crmsim.errors import CrmsimError, nearest

Language = Literal["en", "nb"]
LANGUAGES: tuple[Language, ...] = ("en", "nb")

TEXT: dict[str, dict[Language, str]] = {
    # verdicts
    "better": {"en": "better", "nb": "bedre"},
    "worse": {"en": "worse", "nb": "dårligere"},
    "higher": {"en": "higher", "nb": "høyere"},
    "lower": {"en": "lower", "nb": "lavere"},
    "too small to matter": {"en": "too small to matter", "nb": "for lite til å bety noe"},
    "within noise": {"en": "within noise", "nb": "innenfor støyen"},
    "no effect": {"en": "no effect", "nb": "ingen virkning"},
    "too few runs": {"en": "too few runs", "nb": "for få kjøringer"},
    "undefined": {"en": "undefined", "nb": "ikke definert"},
    "week": {"en": "week", "nb": "uke"},
    # stages, styles, paths
    "unaware": {"en": "unaware", "nb": "kjenner det ikke"},
    "aware": {"en": "aware", "nb": "kjenner til"},
    "trial": {"en": "trial", "nb": "prøver"},
    "accepted": {"en": "accepted", "nb": "har godtatt"},
    "routine": {"en": "routine or infused", "nb": "rutine eller integrert"},
    "rejected": {"en": "rejected", "nb": "har forkastet"},
    "giver": {"en": "givers", "nb": "givere"},
    "taker": {"en": "takers", "nb": "takere"},
    "matcher": {"en": "matchers", "nb": "matchere"},
    "personally": {"en": "from a colleague", "nb": "fra en kollega"},
    "by system": {"en": "from the system", "nb": "fra systemet"},
    # axes and titles
    "share of people": {"en": "people (%)", "nb": "personer (%)"},
    "stages title": {"en": "Where people stand with the system", "nb": "Hvor langt folk er kommet med systemet"},
    "curves title": {"en": "People who use the system", "nb": "Folk som bruker systemet"},
    "curves note": {
        "en": "line: mean of {runs} runs; band: 5 % to 95 % of runs",
        "nb": "linje: snitt av {runs} kjøringer; bånd: 5 % til 95 % av kjøringene",
    },
    "differences title": {"en": "What changes against {reference}", "nb": "Hva som endres mot {reference}"},
    "differences axis": {
        "en": "difference, in smallest changes that matter",
        "nb": "forskjell, målt i den minste endringen som betyr noe",
    },
    "differences note": {
        "en": "grey: too small to matter; bars: 95 % intervals, corrected for {shown} differences",
        "nb": "grått: for lite til å bety noe; streker: 95 %-intervaller, korrigert for {shown} forskjeller",
    },
    "flow title": {"en": "How knowledge reaches those who lack it", "nb": "Hvordan kunnskap når dem som mangler den"},
    "flow axis run": {"en": "transfers per week", "nb": "overføringer per uke"},
    "flow axis compare": {"en": "transfers in a run", "nb": "overføringer i en kjøring"},
    "flow note": {"en": "bars: 95 % interval of the mean", "nb": "streker: 95 %-intervall for snittet"},
    "output title": {"en": "Output by style", "nb": "Ytelse etter stil"},
    "output axis": {
        "en": "needs served per person and week",
        "nb": "behov dekket per person og uke",
    },
    "output note": {
        "en": "dot: mean of runs; bar: 5 % to 95 % of runs",
        "nb": "punkt: snitt av kjøringer; strek: 5 % til 95 % av kjøringene",
    },
    "smoothed note": {"en": "mean of four weeks", "nb": "snitt av fire uker"},
    "nothing to show": {"en": "nothing to show", "nb": "ingenting å vise"},
    # the organisation as a network
    "network title": {"en": "The organisation after week {week}", "nb": "Organisasjonen etter uke {week}"},
    "network note": {
        "en": "a line: one who turns to another, by quality; tinted: mostly good or mostly bad ties inside",
        "nb": "en linje: en som henvender seg til en annen, etter kvalitet; farget: mest gode eller dårlige innad",
    },
    "network note bundled": {
        "en": "a line: all ties between two departments (the most tied), by mean quality; tinted: mean quality inside",
        "nb": "en linje: alle relasjoner mellom to avdelinger (de med flest), etter snittkvalitet; farget: snitt innad",
    },
    "step not yet": {"en": "does not use it", "nb": "bruker det ikke"},
    "step trial": {"en": "is trying it", "nb": "prøver det"},
    "step user": {"en": "uses it", "nb": "bruker det"},
    "step rejected": {"en": "has rejected it", "nb": "har forkastet det"},
    "tie good": {"en": "good tie (.75 or more)", "nb": "god relasjon (0,75 eller mer)"},
    "tie usual": {"en": "middling tie", "nb": "middels relasjon"},
    "tie bad": {"en": "bad tie (below .5)", "nb": "dårlig relasjon (under 0,5)"},
    # tails of output
    "tails title": {"en": "Who is at the bottom and at the top", "nb": "Hvem er nederst og øverst"},
    "tails axis": {
        "en": "needs served right per week",
        "nb": "behov dekket riktig per uke",
    },
    "tails axis adjusted": {
        "en": "needs served right per week, divided by own productivity",
        "nb": "behov dekket riktig per uke, delt på egen produktivitet",
    },
    "tails note": {
        "en": "a mark: one person; line: mean; %: share of the style in the bottom and top quarter of all (even: 25 %)",
        "nb": "et merke: én person; strek: snitt; %: stilens andel i nederste og øverste firedel av alle (jevnt: 25 %)",
    },
    "bottom quarter": {"en": "bottom quarter", "nb": "nederste firedel"},
    "top quarter": {"en": "top quarter", "nb": "øverste firedel"},
    # who carries the helping
    "helping title": {"en": "Who carries the helping", "nb": "Hvem bærer hjelpen"},
    "helping x": {"en": "people, the most helpful first (%)", "nb": "personer, de mest hjelpsomme først (%)"},
    "helping y": {"en": "share of all hours of help (%)", "nb": "andel av alle hjelpetimer (%)"},
    "helping note": {
        "en": "bars: each tenth of the people, by style; box: in firms, 20 to 35 % from 3 to 5 % (Cross et al. 2016)",
        "nb": "søyler: hver tidel av de ansatte, etter stil; boks: i firmaer 20–35 % fra 3–5 % (Cross mfl. 2016)",
    },
    "helping model": {"en": "added up", "nb": "lagt sammen"},
    "helping even": {"en": "if all helped alike", "nb": "om alle hjalp like mye"},
    "helping mark": {
        "en": "{people} of the people give\n{share} of the help",
        "nb": "{people} av de ansatte gir\n{share} av hjelpen",
    },
    # an animation
    "users so far": {"en": "users: {share}", "nb": "brukere: {share}"},
    # tables
    "table title": {
        "en": "{alternative}, compared with {reference}",
        "nb": "{alternative}, sammenlignet med {reference}",
    },
    "outcome": {"en": "outcome", "nb": "utfall"},
    "from": {"en": "from", "nb": "fra"},
    "to": {"en": "to", "nb": "til"},
    "change": {"en": "change", "nb": "endring"},
    "runs": {"en": "runs", "nb": "kjør."},
    "runs note": {
        "en": "runs: how many, in all, would settle what is open (with a chance of 80 %).",
        "nb": "kjør.: hvor mange kjøringer som til sammen ville avgjøre det som er åpent (med 80 % sjanse).",
    },
    "interval": {"en": "95 % interval", "nb": "95 %-intervall"},
    "verdict": {"en": "verdict", "nb": "vurdering"},
    # the answer of a comparison
    "heading": {
        "en": "{runs} paired runs of {weeks} weeks; everything is compared with {reference}.",
        "nb": "{runs} parvise kjøringer på {weeks} uker; alt sammenlignes med {reference}.",
    },
    "partial": {
        "en": "Stopped early: {done} of {asked} runs were finished. What follows rests on those alone.",
        "nb": "Stoppet før tiden: {done} av {asked} kjøringer ble ferdige. Det som følger bygger bare på dem.",
    },
    "changes": {
        "en": "{name}: {what}",
        "nb": "{name}: {what}",
    },
    "from to": {
        "en": "{outcome} {first} -> {second} ({verdict})",
        "nb": "{outcome} {first} -> {second} ({verdict})",
    },
    "small note": {
        "en": "{verdict}, perhaps by too little to matter",
        "nb": "{verdict}, kanskje for lite til å bety noe",
    },
    "all same": {"en": "no effect on anything.", "nb": "ingen virkning på noe."},
    "none clear": {
        "en": "no main outcome shows a difference that matters.",
        "nb": "ingen av hovedutfallene viser en forskjell som betyr noe.",
    },
    "main same": {
        "en": "no effect or too little to matter: {list}.",
        "nb": "ingen virkning eller for lite til å bety noe: {list}.",
    },
    "main open": {"en": "not settled: {list}.", "nb": "ikke avgjort: {list}."},
    "main never": {
        "en": "{outcome}: never in any of {runs} runs, in either.",
        "nb": "{outcome}: aldri i noen av {runs} kjøringer, verken i den ene eller den andre.",
    },
    "main always": {
        "en": "{outcome}: in every one of {runs} runs, in both.",
        "nb": "{outcome}: i hver eneste av {runs} kjøringer, i begge.",
    },
    "main undefined": {"en": "undefined: {list}.", "nb": "ikke definert: {list}."},
    "few": {
        "en": "too few runs to say anything: at least {least} are needed ({binary} for yes-or-no outcomes).",
        "nb": "for få kjøringer til å si noe: det trengs minst {least} ({binary} for ja/nei-utfall).",
    },
    "settle": {
        "en": "About {runs} runs would settle what is open among the main outcomes.",
        "nb": "Rundt {runs} kjøringer ville avgjøre det som er åpent blant hovedutfallene.",
    },
    "settle never": {
        "en": "More than {runs} runs would be needed to settle what is open among the main outcomes.",
        "nb": "Det trengs mer enn {runs} kjøringer for å avgjøre det som er åpent blant hovedutfallene.",
    },
    "corrected": {
        "en": "Intervals hold together with 95 % confidence (Bonferroni, {shown} differences).",
        "nb": "Intervallene holder samlet med 95 % sikkerhet (Bonferroni, {shown} forskjeller).",
    },
    "dropped": {
        "en": "Pairs left out because an outcome is undefined in one of the two: {list}.",
        "nb": "Par utelatt fordi et utfall ikke er definert i en av de to: {list}.",
    },
    "censored": {
        "en": "{outcome} was not reached by the end of the run in {list} runs; it counts as the last week there.",
        "nb": "{outcome} var ikke nådd ved slutten av kjøringen i {list} kjøringer; der teller siste uke.",
    },
    "reason": {"en": "{outcome}: {reason}.", "nb": "{outcome}: {reason}."},
    "model not forecast": {
        "en": "This is what the model says, not a forecast: {assumed} of {all} numbers in it are assumptions.",
        "nb": "Dette er hva modellen sier, ikke en prognose: {assumed} av {all} tall i den er antakelser.",
    },
    # the answer of a run
    "run heading": {
        "en": "{name}: one run of {weeks} weeks (seed {seed}).",
        "nb": "{name}: én kjøring på {weeks} uker (frø {seed}).",
    },
    "run users": {
        "en": "At the end {user} of the people use the system and {routine} do so by routine.",
        "nb": "Til slutt bruker {user} av de ansatte systemet, og {routine} gjør det av rutine.",
    },
    "run half": {
        "en": "Half of them were users from week {week}.",
        "nb": "Halvparten var brukere fra uke {week}.",
    },
    "run never half": {
        "en": "Half of them were never users within the run.",
        "nb": "Halvparten ble aldri brukere i løpet av kjøringen.",
    },
    "run flow": {
        "en": "Knowledge reached someone who lacked it {personally} times from a colleague and {system} times from the "
        "system.",
        "nb": "Kunnskap nådde noen som manglet den {personally} ganger fra en kollega og {system} ganger fra systemet.",
    },
    "run success": {
        "en": "The project counts as a success: routine share {routine} (target {target}), net benefit {net}.",
        "nb": "Prosjektet regnes som vellykket: rutineandel {routine} (mål {target}), netto nytte {net}.",
    },
    "run failure": {
        "en": "The project does not count as a success: routine share {routine} (target {target}), net benefit {net}.",
        "nb": "Prosjektet regnes ikke som vellykket: rutineandel {routine} (mål {target}), netto nytte {net}.",
    },
    "one run": {
        "en": "One run is one roll of the dice; crmsim compare tells effect from luck.",
        "nb": "Én kjøring er ett terningkast; crmsim compare skiller virkning fra flaks.",
    },
    "written": {"en": "Written to {folder}: {files}", "nb": "Skrevet til {folder}: {files}"},
    "reused": {"en": "Already there, unchanged: {folder}", "nb": "Fantes allerede, uendret: {folder}"},
}

OUTCOME_LABEL: dict[str, dict[Language, str]] = {
    "aware_share": {"en": "aware", "nb": "kjenner til systemet"},
    "trial_share": {"en": "trying it", "nb": "prøver det"},
    "rejected_share": {"en": "rejected it", "nb": "har forkastet det"},
    "user_share": {"en": "users", "nb": "brukere"},
    "routine_share": {"en": "routine users", "nb": "rutinebrukere"},
    "use_intensity": {"en": "use intensity", "nb": "bruksintensitet"},
    "weeks_to_half_users": {"en": "weeks to half users", "nb": "uker til halvparten bruker"},
    "relapse": {"en": "relapse", "nb": "tilbakefall"},
    "requests": {"en": "requests for help", "nb": "spørsmål om hjelp"},
    "help_rate": {"en": "help rate", "nb": "andel som fikk hjelp"},
    "shared_personally": {"en": "shared personally", "nb": "delt personlig"},
    "shared_by_system": {"en": "shared by system", "nb": "delt via systemet"},
    "cross_department_share": {"en": "shared across departments", "nb": "delt på tvers"},
    "coverage": {"en": "coverage of facts", "nb": "dekning av fakta"},
    "freshness": {"en": "freshness of records", "nb": "andel oppdaterte registreringer"},
    "knowledge_lost": {"en": "knowledge lost", "nb": "kunnskap tapt"},
    "generation": {"en": "generation", "nb": "innhenting"},
    "dissemination": {"en": "dissemination", "nb": "spredning"},
    "response": {"en": "response", "nb": "respons"},
    "market_orientation": {"en": "market orientation", "nb": "markedsorientering"},
    "mean_quality": {"en": "quality of connections", "nb": "relasjonskvalitet"},
    "high_quality_share": {"en": "high-quality ties", "nb": "gode relasjoner"},
    "low_quality_share": {"en": "low-quality ties", "nb": "dårlige relasjoner"},
    "mean_energy": {"en": "energy", "nb": "energi"},
    "mean_safety": {"en": "psychological safety", "nb": "psykologisk trygghet"},
    "mean_expertise": {"en": "expertise", "nb": "fagkunnskap"},
    "departures": {"en": "departures", "nb": "sluttet"},
    "output": {"en": "output (needs a week)", "nb": "ytelse (behov per uke)"},
    "output_adjusted": {"en": "output, adjusted", "nb": "ytelse, justert"},
    "customer_satisfaction": {"en": "customer satisfaction", "nb": "kundetilfredshet"},
    "help_hours": {"en": "hours spent helping", "nb": "timer brukt på hjelp"},
    "lookups": {"en": "look-ups", "nb": "oppslag"},
    "hit_rate": {"en": "hit rate of look-ups", "nb": "treff ved oppslag"},
    "payoff": {"en": "payoff of favours (hours)", "nb": "utbytte av tjenester (timer)"},
    "cost_nok": {"en": "cost", "nb": "kostnad"},
    "benefit_nok": {"en": "benefit", "nb": "nytte"},
    "net_benefit_nok": {"en": "net benefit", "nb": "netto nytte"},
    "success": {"en": "success", "nb": "vellykket"},
}


def known_language(language: str) -> Language:
    """The language if its words are known, else an error that names those that are."""
    for known in LANGUAGES:
        if language == known:
            return known
    raise CrmsimError(
        "unknown language", value=language, expected="en (English) or nb (bokmål)", nearest=nearest(language, LANGUAGES)
    )


def say(key: str, language: Language, **parts: object) -> str:
    """The text of ``key`` with its parts filled in."""
    return TEXT[key][language].format(**parts)


def outcome_label(name: str, language: Language) -> str:
    """What an outcome is called where people read it; its own name where no label exists."""
    return OUTCOME_LABEL[name][language] if name in OUTCOME_LABEL else name


def blanks(text: str) -> set[str]:
    """Names of the parts a text wants filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

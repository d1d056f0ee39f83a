"""Every word the answer and the figures of a sweep show, in English and Norwegian bokmål."""

from __future__ import annotations

from crmsim.report.words import Language

SWEEP_TEXT: dict[str, dict[Language, str]] = {
    # designs
    "scenarios": {"en": "named scenarios", "nb": "navngitte scenarioer"},
    "grid": {"en": "all combinations of levels", "nb": "alle kombinasjoner av nivåer"},
    "one_at_a_time": {"en": "one factor changed at a time", "nb": "én faktor endret om gangen"},
    "lhs": {"en": "a Latin hypercube sample", "nb": "et latinsk hyperkubeutvalg"},
    "sobol": {"en": "a Sobol sample", "nb": "et Sobol-utvalg"},
    "morris": {"en": "Morris trajectories", "nb": "Morris-baner"},
    "worlds": {"en": "levers in sampled worlds", "nb": "valg i trukne verdener"},
    "luck": {"en": "luck", "nb": "flaks"},
    "behaviour": {"en": "behaviour", "nb": "atferd"},
    "process": {"en": "process", "nb": "prosess"},
    "technology": {"en": "technology", "nb": "teknologi"},
    "circumstances": {"en": "circumstances", "nb": "omstendigheter"},
    # heading and missing runs
    "heading": {
        "en": "{runs} runs of {points} settings: {design}.",
        "nb": "{runs} kjøringer av {points} innstillinger: {design}.",
    },
    "heading worlds": {
        "en": "{runs} runs: {levers} settings of the levers, each in the same {worlds} worlds with the same luck. "
        "Runs of one world are averaged, and intervals are over worlds.",
        "nb": "{runs} kjøringer: {levers} innstillinger av valgene, hver i de samme {worlds} verdenene med samme "
        "flaks. Kjøringer i én verden slås sammen, og intervallene gjelder over verdener.",
    },
    "none missing": {"en": "No run is missing.", "nb": "Ingen kjøring mangler."},
    "some missing": {
        "en": "{missing} of {asked} runs are missing ({what}); nothing stands in for them. Each is listed in "
        "missing.csv.",
        "nb": "{missing} av {asked} kjøringer mangler ({what}); ingenting er satt i stedet. Hver av dem står i "
        "missing.csv.",
    },
    "failed": {"en": "{count} failed", "nb": "{count} feilet"},
    "hung": {"en": "{count} hung", "nb": "{count} hang seg opp"},
    "crashed": {"en": "{count} crashed", "nb": "{count} krasjet"},
    "not run": {"en": "{count} not run", "nb": "{count} ikke kjørt"},
    "undefined in": {
        "en": "{outcome} is undefined in {count} runs, which are left out where it is told.",
        "nb": "{outcome} er ikke definert i {count} kjøringer, som er utelatt der det fortelles om.",
    },
    "censored in": {
        "en": "{outcome} was not reached by the end of the run in {count} runs; the last week counts there.",
        "nb": "{outcome} var ikke nådd ved slutten av kjøringen i {count} kjøringer; der teller siste uke.",
    },
    # against the reference
    "against": {
        "en": "{outcome}, compared with {reference} ({mean}):",
        "nb": "{outcome}, sammenlignet med {reference} ({mean}):",
    },
    "told one": {"en": "{setting} {change}", "nb": "{setting} {change}"},
    "told small": {"en": "{told} (perhaps too little to matter)", "nb": "{told} (kanskje for lite til å bety noe)"},
    "directed": {"en": "{verdict} in {count} of {all}: {list}.", "nb": "{verdict} i {count} av {all}: {list}."},
    "and more": {"en": "{list} and {count} more", "nb": "{list} og {count} til"},
    "no pair": {
        "en": "nothing can be told: no two runs with the same luck both have a value.",
        "nb": "ingenting kan sies: ingen to kjøringer med samme flaks har begge en verdi.",
    },
    "nothing clear": {
        "en": "no setting can be told to differ by enough to matter.",
        "nb": "ingen innstilling kan sies å skille seg ut med nok til å bety noe.",
    },
    "rest": {"en": "The rest: {list}.", "nb": "Resten: {list}."},
    "count of": {"en": "{count} {verdict}", "nb": "{count} {verdict}"},
    "alone": {
        "en": "There is one setting, so there is nothing to compare it with.",
        "nb": "Det er én innstilling, så det er ingenting å sammenligne den med.",
    },
    "effect note": {
        "en": "d_z: mean difference over the spread of differences, so it grows with what pairing saves; d: mean "
        "difference over the spread of runs (differences.csv has both). P: share of pairs in which the setting has the "
        "higher value. Saved: share of the variance that pairing took away.",
        "nb": "d_z: snittforskjell delt på forskjellenes spredning, så den øker med det paringen sparer; d: "
        "snittforskjell delt på kjøringenes spredning (differences.csv har begge). P: andel par der innstillingen har "
        "høyest verdi. Spart: andel av variansen som paringen tok bort.",
    },
    "shown of": {
        "en": "The table shows the {shown} of {all} settings that differ most; settings.csv and differences.csv have "
        "all.",
        "nb": "Tabellen viser de {shown} av {all} innstillingene som skiller seg mest ut; settings.csv og "
        "differences.csv har alle.",
    },
    "best in": {
        "en": "{outcome}: {setting} is best most often, in {share} of {worlds} worlds.",
        "nb": "{outcome}: {setting} er oftest best, i {share} av {worlds} verdener.",
    },
    "robust": {
        "en": "{setting} against {reference}: better by enough to matter in {better} of the worlds {better_ends}, "
        "worse in {worse} {worse_ends}; in the worst twentieth of worlds it changes {outcome} by {worst} or worse.",
        "nb": "{setting} mot {reference}: bedre med nok til å bety noe i {better} av verdenene {better_ends}, "
        "dårligere i {worse} {worse_ends}; i den verste tjuendedelen av verdener endrer den {outcome} med {worst} "
        "eller verre.",
    },
    "robust undirected": {
        "en": "{setting} against {reference}: higher by enough to matter in {better} of the worlds {better_ends}, "
        "lower in {worse} {worse_ends}.",
        "nb": "{setting} mot {reference}: høyere med nok til å bety noe i {better} av verdenene {better_ends}, "
        "lavere i {worse} {worse_ends}.",
    },
    # response
    "along": {
        "en": "{outcome} along {factor}: lowest {low} at {low_at}, highest {high} at {high_at}.",
        "nb": "{outcome} langs {factor}: lavest {low} ved {low_at}, høyest {high} ved {high_at}.",
    },
    "along flat": {
        "en": "{outcome} along {factor}: {low} at every level.",
        "nb": "{outcome} langs {factor}: {low} på alle nivåer.",
    },
    "ranked": {
        "en": "{outcome}: goes most clearly with {list} (partial rank correlation, the other factors held still).",
        "nb": "{outcome}: følger tydeligst {list} (partiell rangkorrelasjon, de andre faktorene holdt i ro).",
    },
    "ranked none": {
        "en": "{outcome}: no factor's correlation can be told from nothing.",
        "nb": "{outcome}: ingen faktors korrelasjon kan skilles fra ingenting.",
    },
    "ranked rest": {
        "en": "{count} of {all} factors cannot be told from nothing. A correlation sees what rises or falls "
        "throughout, not what bends.",
        "nb": "{count} av {all} faktorer kan ikke skilles fra ingenting. En korrelasjon ser det som stiger eller "
        "faller hele veien, ikke det som snur.",
    },
    # sensitivity
    "too much missing": {
        "en": "{outcome}: nothing is told, because {dropped} of {asked} {rows} lack a run or are undefined somewhere; "
        "at most {most} may be left out.",
        "nb": "{outcome}: ingenting fortelles, fordi {dropped} av {asked} {rows} mangler en kjøring eller er udefinert "
        "et sted; høyst {most} kan utelates.",
    },
    "too few": {
        "en": "{outcome}: nothing is told, because {kept} whole {rows} are too few; at least {least} are needed.",
        "nb": "{outcome}: ingenting fortelles, fordi {kept} hele {rows} er for få; det trengs minst {least}.",
    },
    "nothing varies": {
        "en": "{outcome}: nothing varies; it is the same in every run, so there is no variance to share out.",
        "nb": "{outcome}: ingenting varierer; det er likt i hver kjøring, så det er ingen varians å fordele.",
    },
    "too rare": {
        "en": "{outcome}: nothing is told, because nearly all runs have the same value; at least {cases} others are "
        "needed among {kept} {rows}.",
        "nb": "{outcome}: ingenting fortelles, fordi nesten alle kjøringer har samme verdi; det trengs minst {cases} "
        "andre blant {kept} {rows}.",
    },
    "rows dropped": {
        "en": "{outcome}: {dropped} of {asked} {rows} were left out whole, because a run of theirs is missing or "
        "undefined.",
        "nb": "{outcome}: {dropped} av {asked} {rows} er utelatt i sin helhet, fordi en kjøring i dem mangler eller er "
        "udefinert.",
    },
    "base rows": {"en": "base rows", "nb": "grunnrader"},
    "trajectories": {"en": "trajectories", "nb": "baner"},
    "luck decides": {
        "en": "{outcome}: luck decides {luck} {luck_ends} of the variance between runs, {alone} of it all alone; the "
        "parameters decide {decided} {decided_ends} together.",
        "nb": "{outcome}: flaks avgjør {luck} {luck_ends} av variansen mellom kjøringer, {alone} av den helt alene; "
        "parameterne avgjør {decided} {decided_ends} til sammen.",
    },
    "no luck": {
        "en": "{outcome}: luck plays no part; the parameters decide everything.",
        "nb": "{outcome}: flaks spiller ingen rolle; parameterne avgjør alt.",
    },
    "not told": {
        "en": "What the parameters decide together cannot be told from nothing at this size of sample, so it is not "
        "shared out.",
        "nb": "Det parameterne avgjør til sammen kan ikke skilles fra ingenting med så lite utvalg, og blir derfor "
        "ikke fordelt.",
    },
    "most": {"en": "Of what the parameters decide: {list}.", "nb": "Av det parameterne avgjør: {list}."},
    "index": {
        "en": "{factor} {first} alone, {total} with interactions",
        "nb": "{factor} {first} alene, {total} med samspill",
    },
    "interactions": {
        "en": "Interactions, which nothing decides alone, make up {share} {ends} of it.",
        "nb": "Samspill, som ingen avgjør alene, utgjør {share} {ends} av det.",
    },
    "parted": {
        "en": "With interactions split evenly among those who take part: {list}.",
        "nb": "Med samspill delt likt mellom dem som deltar: {list}.",
    },
    "part": {"en": "{factor} {share} {ends}", "nb": "{factor} {share} {ends}"},
    "parted against": {
        "en": "Of what {all} decide: {ones} {share}, {others} {rest}; the first lies between {low} and "
        "{high} with 95 % confidence.",
        "nb": "Av det {all} avgjør: {ones} {share}, {others} {rest}; den første ligger mellom {low} og "
        "{high} med 95 % sikkerhet.",
    },
    "sobol meaning": {
        "en": "A share of all variance says how much of the difference between two single runs a factor accounts for; "
        "a share of what the parameters decide says how much of the difference between averages over luck. Both "
        "depend on the intervals the experiment gave: a factor given a wide interval decides more.",
        "nb": "En andel av all varians sier hvor mye av forskjellen mellom to enkeltkjøringer en faktor står for; en "
        "andel av det parameterne avgjør sier hvor mye av forskjellen mellom gjennomsnitt over flaks. Begge avhenger "
        "av intervallene i eksperimentet: en faktor med bredt intervall avgjør mer.",
    },
    "screened": {
        "en": "{outcome}: moved most by {list}.",
        "nb": "{outcome}: flyttes mest av {list}.",
    },
    "moved by": {"en": "{factor} ({size}, {direction})", "nb": "{factor} ({size}, {direction})"},
    "up": {"en": "up", "nb": "opp"},
    "down": {"en": "down", "nb": "ned"},
    "unclear": {"en": "direction unclear", "nb": "uklar retning"},
    "screened none": {"en": "{outcome}: no factor moves it.", "nb": "{outcome}: ingen faktor flytter det."},
    "screened rest": {
        "en": "Another roll of the dice moves it by {luck}; {below} of {all} factors move it less than that, {none} "
        "not at all.",
        "nb": "Et nytt terningkast flytter det med {luck}; {below} av {all} faktorer flytter det mindre enn det, "
        "{none} ikke i det hele tatt.",
    },
    "screened rest no luck": {
        "en": "{none} of {all} factors do not move it at all.",
        "nb": "{none} av {all} faktorer flytter det ikke i det hele tatt.",
    },
    "morris meaning": {
        "en": "The number is how far the outcome moves, whichever way, when the factor crosses its interval. This "
        "ranks factors at few runs; it does not say which share of the variance they decide.",
        "nb": "Tallet er hvor langt utfallet flytter seg, samme hvilken vei, når faktoren krysser intervallet sitt. "
        "Dette rangerer faktorer med få kjøringer; det sier ikke hvor stor andel av variansen de avgjør.",
    },
    # conditions of failure
    "failure below": {"en": "{outcome} below {bound}", "nb": "{outcome} under {bound}"},
    "failure no": {"en": "no {outcome}", "nb": "ikke {outcome}"},
    "failure above": {"en": "{outcome} above {bound}", "nb": "{outcome} over {bound}"},
    "or": {"en": "{one} or {other}", "nb": "{one} eller {other}"},
    "box": {
        "en": "Failure ({failure}) occurs in {base} of the runs. Where {limits}, it occurs in {density}: {lift} more "
        "{ends}. These conditions hold {coverage} of all failures in {mass} of the runs. They were found on one half "
        "of the sample and are judged on the other.",
        "nb": "Det går galt ({failure}) i {base} av kjøringene. Der {limits}, går det galt i {density}: {lift} mer "
        "{ends}. Disse vilkårene rommer {coverage} av alt som går galt i {mass} av kjøringene. De er funnet på den ene "
        "halvdelen av utvalget og bedømt på den andre.",
    },
    "limit between": {
        "en": "{factor} is between {low} and {high}",
        "nb": "{factor} er mellom {low} og {high}",
    },
    "limit above": {"en": "{factor} is at least {low}", "nb": "{factor} er minst {low}"},
    "limit below": {"en": "{factor} is at most {high}", "nb": "{factor} er høyst {high}"},
    "limit among": {"en": "{factor} is {values}", "nb": "{factor} er {values}"},
    "and": {"en": "{one} and {other}", "nb": "{one} og {other}"},
    "no condition": {
        "en": "No condition of failure ({failure}) was found: failure occurs in {base} of the runs, and no limits on "
        "factors hold more of it on the half of the sample they were not found on.",
        "nb": "Ingen vilkår for at det går galt ({failure}) ble funnet: det går galt i {base} av kjøringene, og ingen "
        "grenser på faktorene rommer mer av det på den halvdelen av utvalget de ikke ble funnet på.",
    },
    "no failure": {
        "en": "Failure ({failure}) occurs in none of {runs} runs.",
        "nb": "Det går galt ({failure}) i ingen av {runs} kjøringer.",
    },
    "only failures": {
        "en": "Failure ({failure}) occurs in every one of {runs} runs.",
        "nb": "Det går galt ({failure}) i hver eneste av {runs} kjøringer.",
    },
    "conditions too few runs": {
        "en": "Conditions of failure ({failure}) were not searched for: {units} independent points are too few, at "
        "least {least} are needed.",
        "nb": "Vilkår for at det går galt ({failure}) ble ikke lett etter: {units} uavhengige punkter er for få, det "
        "trengs minst {least}.",
    },
    "too few cases": {
        "en": "Conditions of failure ({failure}) were not searched for: with {base} of {runs} runs failed, one of the "
        "two kinds is too rare; either half of the sample needs at least {least} of both.",
        "nb": "Vilkår for at det går galt ({failure}) ble ikke lett etter: når det går galt i {base} av {runs} "
        "kjøringer, er en av de to sortene for sjelden; hver halvdel av utvalget trenger minst {least} av begge.",
    },
    "not searched": {
        "en": "Conditions of failure were not searched for: {why}.",
        "nb": "Vilkår for at det går galt ble ikke lett etter: {why}.",
    },
    # the last words
    "corrected": {
        "en": "Intervals of differences hold together with 95 % confidence (Bonferroni, {shown} differences).",
        "nb": "Intervallene for forskjeller holder samlet med 95 % sikkerhet (Bonferroni, {shown} forskjeller).",
    },
    "cause": {
        "en": "What is told of factors holds within the intervals that were tried, in the model, not in the world.",
        "nb": "Det som sies om faktorer gjelder innenfor intervallene som ble prøvd, i modellen, ikke i verden.",
    },
    "known function": {
        "en": "A known function took the place of the simulation; this says nothing about organisations.",
        "nb": "En kjent funksjon sto i simuleringens sted; dette sier ingenting om organisasjoner.",
    },
    # columns of the table
    "setting": {"en": "setting", "nb": "innstilling"},
    "mean": {"en": "mean", "nb": "snitt"},
    "difference": {"en": "difference", "nb": "forskjell"},
    "superiority": {"en": "P", "nb": "P"},
    "saved": {"en": "saved", "nb": "spart"},
    "reference row": {"en": "(reference)", "nb": "(referanse)"},
    # figures
    "differences title": {"en": "{outcome}: what each setting changes", "nb": "{outcome}: hva hver innstilling endrer"},
    "differences note": {
        "en": "against {reference}; grey: too small to matter; bars: 95 % intervals, corrected for {shown} "
        "differences{more}",
        "nb": "mot {reference}; grått: for lite til å bety noe; streker: 95 %-intervaller, korrigert for {shown} "
        "forskjeller{more}",
    },
    "more shown": {"en": "; the {shown} largest of {all}", "nb": "; de {shown} største av {all}"},
    "difference axis": {"en": "difference in {unit}", "nb": "forskjell i {unit}"},
    "difference axis bare": {"en": "difference", "nb": "forskjell"},
    "points": {"en": "percentage points", "nb": "prosentpoeng"},
    "tornado title": {"en": "{outcome}: one factor at a time", "nb": "{outcome}: én faktor om gangen"},
    "lowest": {"en": "lowest value tried", "nb": "laveste verdi prøvd"},
    "highest": {"en": "highest value tried", "nb": "høyeste verdi prøvd"},
    "between": {"en": "another value", "nb": "en annen verdi"},
    "response title": {"en": "{outcome} along {factor}", "nb": "{outcome} langs {factor}"},
    "response note": {
        "en": "mean over everything else; bars: 95 % intervals",
        "nb": "snitt over alt annet; streker: 95 %-intervaller",
    },
    "map note": {
        "en": "mean of {runs} runs a cell; bold: clearly other than the reference (framed)",
        "nb": "snitt av {runs} kjøringer per rute; fet: klart ulikt referansen (innrammet)",
    },
    "map note plain": {
        "en": "mean of {runs} runs a cell; framed: the reference",
        "nb": "snitt av {runs} kjøringer per rute; innrammet: referansen",
    },
    "map title": {"en": "{outcome} by {one} and {other}", "nb": "{outcome} etter {one} og {other}"},
    "ternary title": {"en": "{outcome} by the mix of three", "nb": "{outcome} etter blandingen av tre"},
    "ternary note": {
        "en": "a corner: all of one kind; colours between the dots are drawn in; square: the reference",
        "nb": "et hjørne: bare én sort; fargene mellom punktene er utjevnet; firkant: referansen",
    },
    "robust title": {
        "en": "{outcome}: in how many worlds",
        "nb": "{outcome}: i hvor mange verdener",
    },
    "robust note": {
        "en": "against {reference} in {worlds} worlds; at right: share of worlds in which it is best of all",
        "nb": "mot {reference} i {worlds} verdener; til høyre: andel verdener der den er best av alle",
    },
    "better": {"en": "better", "nb": "bedre"},
    "worse": {"en": "worse", "nb": "dårligere"},
    "higher": {"en": "higher", "nb": "høyere"},
    "lower": {"en": "lower", "nb": "lavere"},
    "near": {"en": "too small to matter", "nb": "for lite til å bety noe"},
    "worlds axis": {"en": "worlds (%)", "nb": "verdener (%)"},
    "correlation title": {"en": "{outcome}: what it moves with", "nb": "{outcome}: hva det følger"},
    "correlation axis": {"en": "partial rank correlation", "nb": "partiell rangkorrelasjon"},
    "correlation note": {
        "en": "the other factors held still; bars: 95 % intervals, corrected for {all} factors{more}",
        "nb": "de andre faktorene holdt i ro; streker: 95 %-intervaller, korrigert for {all} faktorer{more}",
    },
    "variance title": {"en": "{outcome}: what decides how runs differ", "nb": "{outcome}: hva som avgjør forskjellene"},
    "variance note": {
        "en": "Sobol indices; bars: 95 % intervals; {rows} base rows{more}",
        "nb": "Sobol-indekser; streker: 95 %-intervaller; {rows} grunnrader{more}",
    },
    "variance axis": {"en": "share of all variance (%)", "nb": "andel av all varians (%)"},
    "first": {"en": "alone", "nb": "alene"},
    "total": {"en": "with interactions", "nb": "med samspill"},
    "effects title": {"en": "{outcome}: which factors move it", "nb": "{outcome}: hvilke faktorer som flytter det"},
    "effects note": {
        "en": "Morris: size of the move over the factor's interval; bars: 95 % intervals; ◇ spread{more}",
        "nb": "Morris: størrelsen på flyttingen over faktorens intervall; streker: 95 %-intervaller; ◇ spredning{more}",
    },
    "effects axis": {"en": "move of {outcome}{unit}", "nb": "flytting av {outcome}{unit}"},
    "luck line": {"en": "another luck moves it this far", "nb": "ny flaks flytter det så langt"},
    "moves up": {"en": "moves it up", "nb": "flytter det opp"},
    "moves down": {"en": "moves it down", "nb": "flytter det ned"},
    "moves unclear": {"en": "direction unclear", "nb": "uklar retning"},
    "peeling title": {"en": "Search for conditions of failure", "nb": "Leting etter vilkår for at det går galt"},
    "peeling x": {"en": "failures held (%)", "nb": "andel av det som går galt (%)"},
    "peeling y": {"en": "failed of the runs inside (%)", "nb": "går galt av kjøringene innenfor (%)"},
    "peeling note": {
        "en": "dots: steps of the search on one half; ◆ the box told, without limits that may be luck; ★ the "
        "same box on the other half",
        "nb": "punkter: steg i letingen på den ene halvdelen; ◆ boksen som fortelles, uten grenser som kan være "
        "flaks; ★ samme boks på den andre",
    },
    "found here": {"en": "on the half it was found on", "nb": "på halvdelen der den ble funnet"},
    "held there": {"en": "on the other half", "nb": "på den andre halvdelen"},
    "anywhere": {"en": "anywhere (other half)", "nb": "overalt (andre halvdel)"},
    "box title": {"en": "Where projects fail most", "nb": "Der det oftest går galt"},
    "box title none": {"en": "A box that did not stand", "nb": "En boks som ikke holdt"},
    "box note": {
        "en": "dark: the condition, of the interval tried; {density} fail inside, {base} anywhere",
        "nb": "mørkt: vilkåret, av intervallet som ble prøvd; {density} går galt innenfor, {base} overalt",
    },
    "box axis": {"en": "from the lowest to the highest value tried", "nb": "fra laveste til høyeste verdi prøvd"},
}


def tell(key: str, language: Language, **parts: object) -> str:
    """The text of ``key`` with its parts filled in."""
    return SWEEP_TEXT[key][language].format(**parts)

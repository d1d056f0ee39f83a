"""Words for why somebody decided as they did, in English and Norwegian bokmål."""

from __future__ import annotations

from crmsim.report.words import Language

WHY: dict[str, dict[Language, str]] = {
    "heading": {
        "en": "{name} in week {week} of {scenario} (seed {seed}): {style}, {role}, {department}. Stage: {stage}.",
        "nb": "{name} i uke {week} av {scenario} (frø {seed}): {style}, {role}, {department}. Steg: {stage}.",
    },
    "empty": {
        "en": "Nobody held the seat {name} in week {week}; there was nothing to decide.",
        "nb": "Ingen hadde plassen {name} i uke {week}; det var ingenting å avgjøre.",
    },
    "asking": {"en": "Asking for help", "nb": "Å be om hjelp"},
    "answers": {"en": "Asked by others", "nb": "Spurt av andre"},
    "system": {"en": "In the system", "nb": "I systemet"},
    "adoption": {"en": "Taking the system up", "nb": "Å ta systemet i bruk"},
    "staying": {"en": "Staying", "nb": "Å bli"},
    "fact": {"en": "a fact about a customer of {owner}", "nb": "et faktum om en kunde av {owner}"},
    "own fact": {"en": "a fact about an own customer", "nb": "et faktum om en egen kunde"},
    "expertise": {"en": "expertise in topic {topic}", "nb": "fagkunnskap i emne {topic}"},
    "a favour": {"en": "a favour", "nb": "en tjeneste"},
    "drawn": {"en": "chance {chance}, draw {draw}", "nb": "sjanse {chance}, trekning {draw}"},
    "asked": {"en": "Lacked {what} and asked ({drawn}).", "nb": "Manglet {what} og spurte ({drawn})."},
    "not asked": {
        "en": "Lacked {what} and did not ask ({drawn}).",
        "nb": "Manglet {what} og spurte ikke ({drawn}).",
    },
    "nobody to ask": {
        "en": "Lacked {what} and would have asked ({drawn}), but had nobody to ask.",
        "nb": "Manglet {what} og ville ha spurt ({drawn}), men hadde ingen å spørre.",
    },
    "no more requests": {
        "en": "Lacked {what} too, but had made all the requests of the week.",
        "nb": "Manglet også {what}, men hadde brukt opp ukens spørsmål.",
    },
    "turned to": {
        "en": "Turned to {other}: chance {chance} among {among} colleagues.",
        "nb": "Henvendte seg til {other}: sjanse {chance} blant {among} kolleger.",
    },
    "turned to simply": {"en": "Turned to {other} for a favour.", "nb": "Ba {other} om en tjeneste."},
    "met": {
        "en": "Met {other} by the way and mentioned {what}.",
        "nb": "Møtte {other} underveis og nevnte {what}.",
    },
    "runner-up": {
        "en": "Next in line was {other} (chance {chance}); what spoke for {chosen} instead:",
        "nb": "Neste var {other} (sjanse {chance}); det som talte for {chosen} i stedet:",
    },
    "answer granted": {"en": "{other} helped ({drawn}).", "nb": "{other} hjalp ({drawn})."},
    "answer in vain": {
        "en": "{other} was willing but could not give what was wanted ({drawn}).",
        "nb": "{other} ville hjelpe, men hadde ikke det som trengtes ({drawn}).",
    },
    "answer refused": {"en": "{other} refused ({drawn}).", "nb": "{other} sa nei ({drawn})."},
    "answer not offered": {"en": "{other} was not there to answer.", "nb": "{other} var ikke der og svarte ikke."},
    "help granted": {"en": "{other} asked: helped ({drawn}).", "nb": "{other} spurte: hjalp ({drawn})."},
    "help in vain": {
        "en": "{other} asked: was willing but could not give what was wanted ({drawn}).",
        "nb": "{other} spurte: ville hjelpe, men hadde ikke det som trengtes ({drawn}).",
    },
    "help refused": {"en": "{other} asked: refused ({drawn}).", "nb": "{other} spurte: sa nei ({drawn})."},
    "help not offered": {"en": "{other} asked and got no answer.", "nb": "{other} spurte og fikk ikke svar."},
    "offer given": {
        "en": "Met {other}, who lacked something, and offered help ({drawn}).",
        "nb": "Møtte {other}, som manglet noe, og tilbød hjelp ({drawn}).",
    },
    "offer not given": {
        "en": "Met {other}, who lacked something, and offered nothing ({drawn}).",
        "nb": "Møtte {other}, som manglet noe, og tilbød ingenting ({drawn}).",
    },
    "offer got": {"en": "{other} offered help unasked ({drawn}).", "nb": "{other} tilbød hjelp uoppfordret ({drawn})."},
    "offer not got": {"en": "{other} offered nothing ({drawn}).", "nb": "{other} tilbød ingenting ({drawn})."},
    "offer drawn": {"en": "to offer it: {drawn}", "nb": "å tilby den: {drawn}"},
    "looked up": {
        "en": "Looked up {acts} of {occasions} open questions (chance {chance} each) and found {hits} current.",
        "nb": "Slo opp {acts} av {occasions} åpne spørsmål (sjanse {chance} for hvert) og fant {hits} oppdatert.",
    },
    "recorded": {
        "en": "Set out to record {acts} of {occasions} facts (chance {chance} each); {recorded} came into the system.",
        "nb": "Gikk i gang med å registrere {acts} av {occasions} fakta (sjanse {chance} for hvert); {recorded} kom "
        "inn i systemet.",
    },
    "attempts": {
        "en": "{succeeded} of {attempts} attempts worked (chance {chance}).",
        "nb": "{succeeded} av {attempts} forsøk lyktes (sjanse {chance}).",
    },
    "taught": {
        "en": "Believed usefulness went from {useful} to {usefully}, ease from {easy} to {easily}.",
        "nb": "Troen på nytten gikk fra {useful} til {usefully}, på at det er lett, fra {easy} til {easily}.",
    },
    "moved": {"en": "Moved from “{old}” to “{new}”.", "nb": "Gikk fra «{old}» til «{new}»."},
    "stayed": {"en": "Stayed at “{old}”.", "nb": "Ble stående på «{old}»."},
    "margin": {
        "en": "The system's appeal was {appeal} against a personal threshold of {threshold}.",
        "nb": "Systemets tiltrekning var {appeal} mot en personlig terskel på {threshold}.",
    },
    "rates": {
        "en": "Rates a week: onwards {onwards}, back {back}, rejection {rejection}; so {drawn}.",
        "nb": "Rater per uke: videre {onwards}, tilbake {back}, forkaste {rejection}; altså {drawn}.",
    },
    "no access": {"en": "There was no access to the system yet.", "nb": "Det var ikke tilgang til systemet ennå."},
    "by threshold": {
        "en": "Users among those turned to: {exposure}, against a personal threshold of {threshold}.",
        "nb": "Brukere blant dem en henvender seg til: {exposure}, mot en personlig terskel på {threshold}.",
    },
    "by hazard": {
        "en": "Users among those turned to: {exposure}; {drawn}.",
        "nb": "Brukere blant dem en henvender seg til: {exposure}; {drawn}.",
    },
    "appeal terms": {"en": "What made the appeal:", "nb": "Det som utgjorde tiltrekningen:"},
    "stay stayed": {
        "en": "Stayed; chance to leave of own will {chance} this week, {yearly} a year at this rate.",
        "nb": "Ble; sjansen for å slutte selv var {chance} denne uken, {yearly} per år i samme takt.",
    },
    "stay left": {
        "en": "Left of own will ({drawn}; {yearly} a year at this rate).",
        "nb": "Sluttet selv ({drawn}; {yearly} per år i samme takt).",
    },
    "stay had to leave": {
        "en": "Had to leave, against the own will.",
        "nb": "Måtte slutte, mot egen vilje.",
    },
    "stay terms": {"en": "What changed the rate of leaving:", "nb": "Det som endret raten for å slutte:"},
    "against": {"en": "{value} against {other}", "nb": "{value} mot {other}"},
    "nothing": {"en": "Nothing to decide this week.", "nb": "Ingenting å avgjøre denne uken."},
    "how to read": {
        "en": "A draw is this person's luck of the week: below the chance is a yes. In brackets stands what a term "
        "did: the result as it was, against the same rule with that term neutral. Such effects need not add up.",
        "nb": "En trekning er personens flaks den uken: under sjansen betyr ja. I parentes står hva et ledd gjorde: "
        "resultatet slik det ble, mot samme regel med det leddet nøytralt. Slike virkninger trenger ikke summere seg.",
    },
    # stages with every shade, roles
    "infused": {"en": "infused", "nb": "integrert"},
    "routine only": {"en": "routine", "nb": "rutine"},
    "employee": {"en": "employee", "nb": "ansatt"},
    "superuser": {"en": "superuser", "nb": "superbruker"},
    "team_leader": {"en": "team leader", "nb": "teamleder"},
    "project_leader": {"en": "project leader", "nb": "prosjektleder"},
    "executive": {"en": "executive", "nb": "toppleder"},
    "giver": {"en": "giver", "nb": "giver"},
    "taker": {"en": "taker", "nb": "taker"},
    "matcher": {"en": "matcher", "nb": "matcher"},
    # a week in a figure
    "life title": {"en": "{name}, week {week}: what was decided, and why", "nb": "{name}, uke {week}: valg og grunner"},
    "life axis": {"en": "chance of a yes (%)", "nb": "sjanse for ja (%)"},
    "life note": {
        "en": "{style}, {role}; bar: chance; dot: luck of the draw, a filled dot within the bar is a yes",
        "nb": "{style}, {role}; strek: sjanse; punkt: flaks, et fylt punkt innenfor streken er et ja",
    },
    "row ask": {"en": "asked: {what}", "nb": "spurte: {what}"},
    "row not ask": {"en": "kept quiet: {what}", "nb": "tidde: {what}"},
    "row a fact": {"en": "a fact", "nb": "et faktum"},
    "row expertise": {"en": "expertise", "nb": "fagkunnskap"},
    "row answer granted": {"en": "was helped by {other}", "nb": "fikk hjelp av {other}"},
    "row answer in vain": {"en": "{other} had no answer", "nb": "{other} visste ikke"},
    "row answer refused": {"en": "was refused by {other}", "nb": "fikk nei av {other}"},
    "row help granted": {"en": "helped {other}", "nb": "hjalp {other}"},
    "row help in vain": {"en": "had no answer for {other}", "nb": "visste ikke for {other}"},
    "row help refused": {"en": "refused {other}", "nb": "sa nei til {other}"},
    "row offer given": {"en": "offered {other} help", "nb": "tilbød {other} hjelp"},
    "row offer not given": {"en": "offered {other} nothing", "nb": "tilbød {other} ingenting"},
    "row lookup": {"en": "looked up {acts} of {occasions}", "nb": "slo opp {acts} av {occasions}"},
    "row record": {"en": "recorded {acts} of {occasions}", "nb": "registrerte {acts} av {occasions}"},
    "row moved": {"en": "now: {new}", "nb": "nå: {new}"},
    "row stayed": {"en": "stays: {old}", "nb": "blir: {old}"},
}

TERM: dict[str, dict[Language, str]] = {
    "ask base": {"en": "most who lack something ask", "nb": "de fleste som mangler noe, spør"},
    "reserve": {"en": "a selfless giver asks little", "nb": "en uselvisk giver spør lite"},
    "boldness": {"en": "a taker likes to ask", "nb": "en taker spør gjerne"},
    "safety": {"en": "psychological safety", "nb": "psykologisk trygghet"},
    "system first": {"en": "looks in the system first", "nb": "ser i systemet først"},
    "contact": {"en": "contact", "nb": "kontakt"},
    "quality": {"en": "quality of the tie", "nb": "relasjonens kvalitet"},
    "believed": {"en": "believed to know it", "nb": "antas å vite det"},
    "across": {"en": "own department or not", "nb": "egen avdeling eller ikke"},
    "help base": {"en": "readiness that goes with the style", "nb": "villighet som følger stilen"},
    "gratitude": {"en": "gratitude", "nb": "takknemlighet"},
    "reputation": {"en": "the asker's reputation", "nb": "ryktet til den som spør"},
    "load": {"en": "hours of help beyond slack", "nb": "timer hjelp ut over slakken"},
    "watched": {"en": "the asker stands above", "nb": "den som spør, står over"},
    "record": {"en": "how the asker has answered before", "nb": "hvordan den andre har svart før"},
    "forgiveness": {"en": "forgiveness", "nb": "tilgivelse"},
    "account": {"en": "favours given and not returned", "nb": "tjenester gitt og ikke fått igjen"},
    "error": {"en": "slips of the hand", "nb": "glipp"},
    "barter": {"en": "whether each can teach the other", "nb": "om begge kan lære bort noe"},
    "intensity": {"en": "habit of using the system", "nb": "vane med å bruke systemet"},
    "greed": {"en": "a taker looks up more", "nb": "en taker slår opp mer"},
    "use intensity": {"en": "uses the system now and then only", "nb": "bruker systemet bare av og til"},
    "record base": {"en": "most users record at times", "nb": "de fleste brukere registrerer iblant"},
    "giver bonus": {"en": "a giver records gladly", "nb": "en giver registrerer gjerne"},
    "taker reserve": {"en": "a taker keeps things back", "nb": "en taker holder tilbake"},
    "felt_surveillance": {"en": "felt surveillance", "nb": "følt overvåking"},
    "why": {"en": "understands why", "nb": "forstår hvorfor"},
    "rewarded": {"en": "recognition and points", "nb": "anerkjennelse og poeng"},
    "short_term": {"en": "judged on short-term sales", "nb": "målt på kortsiktig salg"},
    "overload": {"en": "overload", "nb": "overbelastning"},
    "usefulness": {"en": "believed usefulness", "nb": "trodd nytte"},
    "ease": {"en": "believed ease", "nb": "trodd letthet"},
    "social": {"en": "others' use", "nb": "andres bruk"},
    "push": {"en": "what leaders say and do", "nb": "det lederne sier og gjør"},
    "understanding": {"en": "understands why, what, how, who", "nb": "forstår hvorfor, hva, hvordan, hvem"},
    "energy": {"en": "energy", "nb": "energi"},
    "instruments": {"en": "points and dashboards", "nb": "poeng og målskjermer"},
    "openness": {"en": "the leaders' openness", "nb": "ledernes åpenhet"},
    "mandate": {"en": "use is required", "nb": "bruk er påkrevd"},
    "mean_quality": {"en": "quality of ties", "nb": "relasjonskvalitet"},
    "tenure": {"en": "weeks in the job", "nb": "uker i jobben"},
}

BARE = frozenset(
    {"ask base", "reserve", "boldness", "help base", "watched", "across", "greed", "record base", "giver bonus",
     "taker reserve", "barter"}
)  # fmt: skip
"""Terms whose number tells a reader nothing beside their name."""


def tell(key: str, language: Language, **parts: object) -> str:
    """The text of ``key`` with its parts filled in."""
    return WHY[key][language].format(**parts)


def term_label(name: str, language: Language) -> str:
    """What a term is called where people read it; its own name where no label exists."""
    return TERM[name][language] if name in TERM else name

"""Words for why somebody decided as they did, by what was decided and what came of it."""

from __future__ import annotations

from crmsim.words import Message, Teller, message

SECTION: dict[str, Message] = {
    "asking": message("Asking for help"),
    "answers": message("Asked by others"),
    "system": message("In the system"),
    "adoption": message("Taking the system up"),
    "staying": message("Staying"),
}
ASK: dict[str, Message] = {
    "asked": message("Lacked {what} and asked ({drawn})."),
    "not asked": message("Lacked {what} and did not ask ({drawn})."),
    "nobody to ask": message("Lacked {what} and would have asked ({drawn}), but had nobody to ask."),
    "no more requests": message("Lacked {what} too, but had made all the requests of the week."),
}
ANSWER: dict[str, Message] = {
    "granted": message("{other} helped ({drawn})."),
    "in vain": message("{other} was willing but could not give what was wanted ({drawn})."),
    "refused": message("{other} refused ({drawn})."),
    "not offered": message("{other} was not there to answer."),
}
"""What came of asking somebody."""
HELP: dict[str, Message] = {
    "granted": message("{other} asked: helped ({drawn})."),
    "in vain": message("{other} asked: was willing but could not give what was wanted ({drawn})."),
    "refused": message("{other} asked: refused ({drawn})."),
    "not offered": message("{other} asked and got no answer."),
}
"""What came of being asked by somebody."""
OFFER: dict[str, Message] = {
    "given": message("Met {other}, who lacked something, and offered help ({drawn})."),
    "not given": message("Met {other}, who lacked something, and offered nothing ({drawn})."),
    "got": message("{other} offered help unasked ({drawn})."),
    "not got": message("{other} offered nothing ({drawn})."),
}
STAY: dict[str, Message] = {
    "stayed": message("Stayed; chance to leave of own will {chance} this week, {yearly} a year at this rate."),
    "left": message("Left of own will ({drawn}; {yearly} a year at this rate)."),
    "had to leave": message("Had to leave, against the own will."),
}
WHOM: dict[str, Message] = {
    "favour": message("Turned to {other} for a favour."),
    "met": message("Met {other} by the way and mentioned {what}."),
    "turned": message("Turned to {other}."),
}
SYSTEM: dict[str, Message] = {
    "lookup": message("Looked things up in the system."),
    "record": message("Set out to record what was new."),
}
STAYED: dict[str, Message] = {
    "stayed": message("Stayed."),
    "left": message("Left of own will."),
    "had to leave": message("Had to leave, against the own will."),
}
NOTHING = message("Nothing to decide this week.")
HOW_TO_READ = message(
    "A draw is this person's random number of the week: below the chance is a yes. In brackets stands what a term did: "
    "the result as it was, against the same rule with that term neutral. Such effects need not add up."
)
INVENTED = message(
    "This is a person whom the model invents for the seat: style, measures and draws follow from the seed, and with "
    "the next seed the seat has somebody else. Nothing here was measured, and nothing here says what anybody who works "
    "with you is like or does. Do not pass it on."
)
LEFT_OUT = message(
    "Of people from files it is told what came of each decision in this run, and nothing that a style or a number "
    "could be read from: with another seed the model decides otherwise. With --of-an-invented-person the numbers are "
    "told of the person whom the model invents for the seat."
)
ANSWER_BAR: dict[str, Message] = {
    "granted": message("was helped by {other}"),
    "in vain": message("{other} had no answer"),
    "refused": message("was refused by {other}"),
}
"""The same, short enough to stand beside a bar."""
HELP_BAR: dict[str, Message] = {
    "granted": message("helped {other}"),
    "in vain": message("had no answer for {other}"),
    "refused": message("refused {other}"),
}
TERM: dict[str, Message] = {
    "ask base": message("most who lack something ask"),
    "ask style": message("a selfless giver asks little, a taker much"),
    "safety": message("psychological safety"),
    "system first": message("looks in the system first"),
    "contact": message("contact"),
    "quality": message("quality of the tie"),
    "believed": message("believed to know it"),
    "known to help": message("known to help"),
    "across": message("own department or not"),
    "help base": message("readiness that goes with the style"),
    "gratitude": message("gratitude"),
    "reputation": message("the asker's reputation"),
    "load": message("hours of help beyond slack"),
    "record": message("how the asker has answered before"),
    "ahead": message("favours done the asker and not got back"),
    "forgiveness": message("forgiveness"),
    "newness": message("the asker is new"),
    "error": message("slips of the hand"),
    "barter": message("whether each can teach the other"),
    "intensity": message("habit of using the system"),
    "greed": message("a taker looks up more"),
    "use intensity": message("uses the system now and then only"),
    "record base": message("most users record at times"),
    "record style": message("a giver records gladly, a taker keeps things back"),
    "felt_surveillance": message("felt surveillance"),
    "why": message("understands why"),
    "initiative": message("readiness to take the initiative"),
    "shown": message("points and dashboards"),
    "usefulness": message("believed usefulness"),
    "ease": message("believed ease"),
    "social": message("others' use"),
    "push": message("what leaders say and do"),
    "understanding": message("understands why, what, how, who"),
    "energy": message("energy"),
    "instruments": message("points and dashboards"),
    "openness": message("the leaders' openness"),
    "mandate": message("use is required"),
    "mean_quality": message("quality of ties"),
}
BARE = frozenset({"ask base", "ask style", "help base", "across", "greed", "record base", "record style", "barter"})
"""Terms whose number tells a reader nothing beside their name."""


def term_label(name: str, teller: Teller) -> str:
    """What a term is called where people read it; its own name where no label exists."""
    return teller(TERM[name]) if name in TERM else name

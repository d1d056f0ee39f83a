"""Words of the lessons on connections: energy, and bad blood in one department."""

from __future__ import annotations

from crmsim.words import Message, message

WORDS: dict[str, Message] = {
    "chapter.desc": message("Lines over {weeks} weeks. At the end: {summary}."),
    "chapter.one": message("{name} {value}"),
    "energy.lead": message(
        "Jonas has started in three offices. In one people meet with regard and trust, one is as most "
        "are, and in one they distrust each other. Otherwise the three are alike, to the last customer. "
        "After eight months all get a system in which one can look up what colleagues know."
    ),
    "energy.question": message(
        "Where people distrust each other: do more of them turn to the system, since it saves them asking?"
    ),
    "energy.bet.more": message("more use it"),
    "energy.bet.same": message("no difference that matters"),
    "energy.bet.fewer": message("fewer use it"),
    "energy.choice.usual": message("as usual"),
    "energy.choice.low": message("distrust"),
    "energy.choice.high": message("trust"),
    "energy.insight": message(
        "*{user_share_1:percent} instead of {user_share_0:percent} use the system where people distrust "
        "each other.* One learns that a system is useful from colleagues, and believes those one trusts. "
        "Jonas is more tired there too, and {departures_1:count} instead of {departures_0:count} people "
        "leave in two years."
    ),
    "energy.put": message(
        "Put in: that good ties give energy and that the tired leave sooner. It followed: that distrust "
        "keeps people from the system as well."
    ),
    "energy.notice": message(
        "Help falls too, but not by much: {help_rate_1:percent} of requests get a yes instead of "
        "{help_rate_0:percent}. What goes first is energy, and people."
    ),
    "energy.try": message(
        "Compare the step down with the step up in the table. Is bad stronger than good, or is the step "
        "down just longer?"
    ),
    "energy.extend": message(
        "Write down the last colleague who gave you energy. How long did that talk take? (Dutton: minutes are enough.)"
    ),
    "energy.verdict": message(
        "Energy and leaving go as Dutton says, but the rules were written after her: that is a check of "
        "the model, no evidence for her. Help falls by a few points only; she would expect more."
    ),
    "energy.sentence": message(
        "Poor connections cost an office its energy and its people before they cost it its help."
    ),
    "energy.exam": message(
        "A simulation shows less energy and more leavers where trust is low, and its rules say that poor "
        "ties drain people. What may one conclude, and what not?"
    ),
    "energy.answer": message(
        "That the model does what it was told, and how large the effect is under its assumptions; not "
        "that the theory is true. What nobody put in, lower use of the system, is worth testing in the "
        "field."
    ),
    "spreads.lead": message(
        "In week {week} something happens in Jonas's department: every tie there gets worse at a stroke. "
        "Nobody outside it was there. Dutton writes that low quality spreads through an organisation."
    ),
    "spreads.question": message("Half a year later, where is the trouble?"),
    "spreads.bet.gone": message("gone"),
    "spreads.bet.there": message("still there, and only there"),
    "spreads.bet.everywhere": message("everywhere"),
    "spreads.choice.hit": message("Jonas's department"),
    "spreads.choice.others": message("the other departments"),
    "spreads.choice.hit_spared": message("Jonas's, without that day"),
    "spreads.choice.others_spared": message("the others, without that day"),
    "spreads.table.spared": message("without that day"),
    "spreads.table.hit": message("with that day"),
    "spreads.insight": message(
        "*It stays where it began.* In Jonas's department bad ties go from {hit_before:percent} to "
        "{hit_at_once:percent} overnight. Half a year later it still has {hit_gap_later:points} more than "
        "without that day, at the end {hit_gap_end:points}. In the other departments it is "
        "{others_gap_later:points} half a year later, and that is mostly their own ties to Jonas's "
        "people."
    ),
    "spreads.put": message(
        "Put in: that moods rub off between people, good and bad alike, and that ties return to a level "
        "of their own. It followed: that the second is stronger than the first."
    ),
    "spreads.notice": message(
        "In the averages of the whole office you would have missed it: the verdicts in the table see next "
        "to nothing of a department that was thrown off for half a year."
    ),
    "spreads.try": message(
        "In the figure find the week in which the other departments are worst. How many points above the same "
        "departments undisturbed?"
    ),
    "spreads.extend": message(
        "What would have to be in the model for bad blood to spread: people who leave and take it along, "
        "gossip, a leader who takes sides?"
    ),
    "spreads.verdict": message(
        "That a bad tie hurts at once was put in (D4). That it spreads through the organisation (D5) the "
        "model does not bear out: next door it is hardly felt. Either the model lacks a way for it to "
        "travel, or the claim says too much."
    ),
    "spreads.sentence": message(
        "In this model bad blood stays where it began, heals in months, and cannot be seen in the averages."
    ),
    "spreads.exam": message(
        "A theory says that low quality spreads; a model says it hardly does. Name two explanations and, "
        "for each, what you would measure in a real organisation to tell."
    ),
    "spreads.answer": message(
        "The model lacks a channel (talk about others, movers, leaders): look whether people without a "
        "tie to the department change. Or the claim generalises from people who were hit: ask the "
        "neighbours too, before and after."
    ),
}

"""Words of the first lesson: givers, takers and matchers, from two people to an office."""

from __future__ import annotations

from crmsim.words import Message, message

WORDS: dict[str, Message] = {
    "s1.time": message("0:00"),
    "s1.title": message("Have you got five minutes?"),
    "s1.lead": message(
        "It is your first day. Something takes you a quarter of an hour, and any of these three could do "
        "it in five minutes. Ask them."
    ),
    "s1.ask.mia": message("Ask Mia"),
    "s1.ask.tor": message("Ask Tor"),
    "s1.ask.anne": message("Ask Anne"),
    "s1.yes.mia": message("“Of course!”"),
    "s1.yes.anne": message("“Sure.”"),
    "s1.yes.tor": message("“All right.”"),
    "s1.no.mia": message("“Sorry, I can't.”"),
    "s1.no.anne": message("“Not this time.”"),
    "s1.no.tor": message("“Bit busy. Some other time?”"),
    "s1.insight": message(
        "*{yes} said yes.* From outside the yes of Mia and the yes of Anne are the same. They are not. "
        "You see it the second time."
    ),
    "s2.time": message("0:20"),
    "s2.title": message("Now they ask you"),
    "s2.lead": message(
        "The same week all three come to you for five minutes. What do you say? Then you need help once more."
    ),
    "s2.you": message("What do you say?"),
    "s2.you.yes": message("I help all three"),
    "s2.you.no": message("I am too busy"),
    "s2.first": message("First time"),
    "s2.second": message("Second time"),
    "s2.same": message("The same answer"),
    "s2.changed": message("Changed her mind"),
    "s2.try": message("Now try the other answer."),
    "s2.insight": message(
        "*Only Anne looked at what you did.* Mia gives whatever you do: a *giver*. Tor takes whatever you "
        "do: a *taker*. Anne answers as you answered her: a *matcher*."
    ),
    "s3.time": message("0:50"),
    "s3.title": message("A hundred of them"),
    "s3.lead": message(
        "Now {giver} givers, {taker} takers and {matcher} matchers share an office. Each week everybody "
        "asks everybody for five minutes. A yes costs the helper {cost} minutes and saves the asker "
        "{gain}."
    ),
    "s3.question": message("Who has gained most time after *one* week?"),
    "s3.figure": message("Time gained in the first week, by style"),
    "s3.desc": message(
        "Three bars, a person of each style on average: givers {giver}, takers {taker}, matchers {matcher}."
    ),
    "s3.insight": message(
        "*{best} win the first week.* Takers were helped by everybody but each other, and helped nobody. "
        "Givers and matchers did exactly the same, so they gained the same."
    ),
    "s3.value": message("hours gained"),
    "s4.time": message("1:40"),
    "s4.title": message("And after a year?"),
    "s4.lead": message(
        "The same hundred, week after week. Matchers remember how each colleague answered them last time."
    ),
    "s4.question": message("Who has gained most time after *fifty* weeks?"),
    "s4.figure": message("Time gained so far, by style"),
    "s4.axis": message("hours"),
    "s4.desc": message("Three lines over {weeks} weeks. In the end: {summary}."),
    "s4.one": message("{style} {hours}"),
    "s4.insight": message(
        "*Takers lead for {lead} weeks and are overtaken in week {overtaken}.* After that they never come "
        "back: the matchers have stopped helping them."
    ),
    "s4.never": message("*Takers lead to the end of the year.*"),
    "s4.why.title": message("Click somebody to see why"),
    "s4.why.week": message("Week {week}"),
    "s4.why.slider": message("Week"),
    "s4.why.figure": message("Who says yes to {name} in week {week}"),
    "s4.why.desc": message("Each mark is a colleague; filled ones say yes, hollow ones no. {summary}."),
    "s4.why.legend": message("Filled: says yes. Hollow: says no."),
    "s4.why.count": message("{yes} of {all} {styles}"),
    "s4.why.told": message("Week {week}: {yes} of {all} say yes to {name}, and {name} says yes to {gave}."),
    "s4.why.tor": message(
        "In week 1 nobody knows Tor yet. In week 2 Anne looks back: he said no, so the chance that she "
        "says yes is {chance:percent}. Only givers are left to him, week after week."
    ),
    "s4.why.mia": message(
        "Mia helps all, the takers too. That is what she loses against Anne: {takers} favours a week that "
        "nobody returns."
    ),
    "s4.why.anne": message(
        "Anne helps those who helped her: all but the takers, from week 2 on. She loses nothing to anybody twice."
    ),
    "s4.yes": message("yes"),
    "s4.no": message("no"),
    "s5.time": message("2:40"),
    "s5.title": message("Take the matchers away"),
    "s5.lead": message(
        "Only givers and takers are left, {giver} and {taker} of them. Nobody answers a no with a no any more."
    ),
    "s5.question": message("When are the takers overtaken now?"),
    "s5.bet.soon": message("within a month"),
    "s5.bet.late": message("later in the year"),
    "s5.bet.never": message("not at all"),
    "s5.figure": message("Time gained so far, without matchers"),
    "s5.insight": message(
        "*Without matchers nobody stops a taker.* After a year a taker has {taker}, a giver {giver}. It "
        "was never the givers who held the takers back. It was those who do as they are done by."
    ),
    "s6.time": message("3:20"),
    "s6.title": message("One misunderstanding in twenty"),
    "s6.lead": message(
        "The matchers are back, but people are people: one answer in twenty comes out wrong. Somebody "
        "meant yes, and it was taken for a no."
    ),
    "s6.question": message("Who has gained most after a year now?"),
    "s6.figure": message("Time gained so far, with misunderstandings"),
    "s6.insight": message(
        "*{best} lead now.* One misunderstanding between two matchers starts a feud: she refuses because "
        "he refused because she refused. Matchers lose most by it, {lost} each in a year."
    ),
    "s6.sums": message("Forgiving {share}: {sums}."),
    "s6.forgive": message("Let matchers forgive: how often do they help one who refused?"),
    "s6.forgive.none": message("never"),
    "s6.told": message(
        "Forgiving {share}: {first} lead with {firsthours}, then {second} with {secondhours} and {third} "
        "with {thirdhours}."
    ),
    "s6.after": message(
        "A little forgiveness ends the feuds. Too much, and the takers are back in front. Where is the turn?"
    ),
    "s7.time": message("4:20"),
    "s7.title": message("Put in, or did it follow?"),
    "s7.lead": message(
        "A model gives back what one puts in, and sometimes more. Only the “more” is a result. Sort these."
    ),
    "s7.put": message("Put in"),
    "s7.followed": message("It followed"),
    "s7.right": message("Yes."),
    "s7.wrong": message("No."),
    "s7.1": message("Takers say no."),
    "s7.1.why": message("That is what the model calls a taker."),
    "s7.2": message("Takers lead for the first weeks and no longer."),
    "s7.2.why": message(
        "No rule speaks of leading. It follows from who remembers whom, and from what help costs and saves."
    ),
    "s7.3": message("Help saves three times what it costs."),
    "s7.3.why": message(
        "An assumption, and nobody has measured it. With another number the takers' lead has another length."
    ),
    "s7.4": message("Matchers answer as they were answered."),
    "s7.4.why": message("That is the rule of the matcher, an old one: tit for tat."),
    "s7.5": message("Misunderstandings cost matchers more than givers."),
    "s7.5.why": message("All are misunderstood alike. Only matchers pass a no on, so only among them it grows."),
    "s7.6": message("Without matchers takers stay in front."),
    "s7.6.why": message("Nobody wrote that down either. It follows once nobody answers a no with a no."),
    "s7.done": message("{right} of {all} right. Keep asking this of every model, also of those in the newspaper."),
    "s8.time": message("4:50"),
    "s8.title": message("A real office, two years"),
    "s8.lead": message(
        "{size} people with customers, bosses and departments. They ask when they need something, tire, quarrel, "
        "leave, and get a new system on the way. Styles are now habits, not laws: Tor helps at times, Mia not "
        "always, and Anne keeps score too: who is some favours ahead is slower to do the next. Those known to help "
        "are asked more, and colleagues send them customers. Usually {usual:percent} are takers, and {help:percent} "
        "of requests get a yes."
    ),
    "s8.question": message("How many get a yes if {share:percent} are takers?"),
    "s8.about": message("about {x:percent}"),
    "s8.figure": message("{outcome}, by share of takers"),
    "s8.desc": message("A line for each share of takers over two years. At the end: {summary}."),
    "s8.line": message("{share:percent} takers"),
    "s8.insight": message(
        "*{help:percent} get a yes.* With only takers it is {help_all:percent}, {bad_all:percent} of ties are bad, "
        "and {left_all:count} instead of {left:count} people leave. The system is used by {users_all:percent} "
        "instead of {users:percent}."
    ),
    "s8.outcome": message("What to look at"),
    "s8.more": message("With more time: who serves most customers, and one of them asked why"),
    "s8.serves.title": message("Who serves most customers?"),
    "s8.serves.lead": message(
        "Grant found givers at the bottom and at the top. In this office givers serve more than takers: the verdict "
        "on givers against takers is *{giver}*, on matchers against takers *{matcher}*. That was put in: colleagues "
        "send a fifth of all needs to those who are known to help. Without that rule all three serve alike. Who "
        "stands at the very bottom and top, averages do not show."
    ),
    "s8.serves.open": message(
        "Grant found givers at the bottom and at the top. In this office the verdict on givers against takers is "
        "*{giver}*, on matchers against takers *{matcher}*. One rule has a hand in it: colleagues send a fifth of all "
        "needs to those who are known to help. Who stands at the very bottom and top, averages do not show."
    ),
    "s8.serves.figure": message("Customers' needs served a week, by style"),
    "s8.serves.desc": message("Givers {giver}, takers {taker}, matchers {matcher}; the bands overlap."),
    "s8.why.title": message("Ask one of them why"),
    "s8.why.granted": message(
        "In week {week} a colleague asked {name}. The answer was *yes*; the chance of a yes was {chance:percent}."
    ),
    "s8.why.refused": message(
        "In week {week} a colleague asked {name}. The answer was *no*; the chance of a yes was {chance:percent}."
    ),
    "s8.why.chance": message("An unlikely answer: one day it comes out like that. This is what the bands are made of."),
    "s8.why.figure": message("What {name} weighed, in points of the chance of a yes"),
    "s8.why.desc": message("Bars to the right speak for a yes, bars to the left against. {summary}."),
    "s9.title": message("What you have seen"),
    "s9.notice": message(
        "Takers lost to memory, not to morals. What decided was how many remember, and how much they forgive."
    ),
    "s9.try": message(
        "Go back to step 6 and find the forgiveness at which matchers lead and takers stay last. Then the "
        "one at which takers win."
    ),
    "s9.extend": message(
        "In a place you know: is a no remembered, and by whom? What happens to it when people change "
        "department every year?"
    ),
    "s9.verdict.hundred": message(
        "Among the hundred it goes as Grant says: takers win early and lose late (G5), because matchers even things "
        "out. In the register of claims, which asks it of whole offices over five years, it cannot be told."
    ),
    "s9.verdict.office": message("In the office with more takers there is less help and more bad ties (G6)."),
    "s9.verdict.serves": message(
        "In the office givers serve more customers than takers, but because a rule sends customers to those of good "
        "repute: that is put in, and no evidence for him."
    ),
    "s9.sentence": message(
        "Takers win the first weeks; matchers who remember, and forgive a little, make it pay to give."
    ),
    "s9.exam": message(
        "In a group of givers, takers and matchers the takers lead at first and are overtaken. Explain "
        "why, and what happens to this result when (a) there are no matchers, (b) one answer in twenty is "
        "misunderstood. Which part was put into the model?"
    ),
    "s9.answer": message(
        "Matchers stop helping takers once they have met a no; givers never do. (a) Takers stay in front. "
        "(b) Feuds among matchers, who fall behind givers unless they forgive; with much forgiveness "
        "takers win again. Put in: the three rules, cost and gain, the shares. Followed: the order and "
        "when it changes."
    ),
}

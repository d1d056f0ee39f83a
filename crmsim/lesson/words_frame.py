"""Words of the frame around the lessons: buttons, people, figures, verdicts, and the pages for the teacher."""

from __future__ import annotations

from crmsim.words import Message, message

WORDS: dict[str, Message] = {
    "brand": message("Five minutes"),
    "brand.long": message("Five minutes: lessons with a model of an office"),
    "language.other": message("Norsk"),
    "skip": message("Skip to the content"),
    "nav.main": message("Pages"),
    "nav.steps": message("Steps of the lesson"),
    "nav.lessons": message("Lessons"),
    "nav.teacher": message("For the teacher"),
    "nav.about": message("How it was made"),
    "nav.back": message("Back"),
    "nav.next": message("Next"),
    "nav.step": message("Step {step} of {steps}"),
    "nav.keys": message("Keys: → next, ← back, Tab and Enter for everything else."),
    "home.title": message("Who helps whom, and what comes of it?"),
    "home.lead": message("You bet. A model of an office is run. You see whether you were right, and why."),
    "home.start": message("Start with five minutes"),
    "home.cast": message("Five people you will meet"),
    "home.lessons": message("The lessons"),
    "home.minutes": message("{minutes} min"),
    "home.honest": message(
        "Everything on these pages was computed by crmsim {version}. It is a model, no forecast, and says "
        "nothing about anybody you know."
    ),
    "who.mia": message("Mia, sales"),
    "who.tor": message("Tor, sales"),
    "who.anne": message("Anne, customer service"),
    "who.jonas": message("Jonas, the new one"),
    "who.leila": message("Leila, head of the office"),
    "name.mia": message("Mia"),
    "name.tor": message("Tor"),
    "name.anne": message("Anne"),
    "name.jonas": message("Jonas"),
    "name.leila": message("Leila"),
    "styles.giver": message("givers"),
    "styles.taker": message("takers"),
    "styles.matcher": message("matchers"),
    "Styles.giver": message("Givers"),
    "Styles.taker": message("Takers"),
    "Styles.matcher": message("Matchers"),
    "bet.run": message("Run it"),
    "bet.first": message("Place a bet first, or press again to see it without one."),
    "bet.yours": message("You bet on “{bet}”."),
    "bet.right": message("You were right."),
    "bet.wrong": message("It came out as “{right}”."),
    "bet.open": message("No answer is right or wrong here."),
    "untold.few": message("{runs} runs are too few to tell what comes out: it takes at least {needed}."),
    "untold.open": message("With {runs} runs it cannot be told what comes out: about {needed} would be needed."),
    "untold.more": message("With {runs} runs it cannot be told what comes out: more would be needed."),
    "untold.otherwise": message(
        "In these runs it came out otherwise than this lesson usually tells: see the numbers and their verdicts."
    ),
    "bet.hands": message("Show of hands"),
    "bet.hands.how": message(
        "In a class: count the hands for each answer and type the numbers. They are shown beside what came out."
    ),
    "bet.hands.count": message("Hands for: {bet}"),
    "bet.hands.result": message("The class bet"),
    "bet.hands.one": message("{share} on “{bet}”"),
    "figure.table": message("The numbers as a table"),
    "figure.week": message("Week"),
    "figure.band": message("Line: mean of {runs} runs. Band: eight runs in ten lie within it."),
    "figure.same": message("Nothing is left to chance here: every run comes out the same."),
    "figure.between": message("{low} to {high}"),
    "figure.show": message("Show"),
    "figure.weeks.first": message("The first 8 weeks"),
    "figure.weeks.all": message("The whole year"),
    "unit.hours": message("{x} hours"),
    "unit.points": message("{x} points"),
    "unit.of.points": message("points"),
    "outcome.help_rate": message("Requests for help answered with a yes"),
    "outcome.low_quality_share": message("Bad ties"),
    "outcome.mean_energy": message("Energy (0 drained to 1 full of it)"),
    "outcome.departures": message("People who left in two years"),
    "outcome.user_share": message("People who use the system"),
    "outcome.routine_share": message("People who use it as a matter of course"),
    "outcome.shared_personally": message("Times a colleague passed on what one lacked"),
    "outcome.market_orientation": message("Market orientation (0 to 1)"),
    "outcome.weeks_to_half_users": message("Weeks until half of them use it"),
    "outcome.coverage": message("Facts that are on record"),
    "outcome.lookups": message("Times somebody looked something up"),
    "outcome.rejected_share": message("People who tried it and put it away"),
    "outcome.net_benefit_nok": message("Net benefit over two years (kroner)"),
    "outcome.output": message("Customers' needs served a week"),
    "table.outcome": message("What was measured"),
    "table.difference": message("Difference"),
    "table.verdict": message("Verdict"),
    "table.caption": message(
        "Two years, mean of {runs} runs. Differences are run by run with the same random numbers, shares in "
        "percentage points; the intervals hold with 95 % for all rows together."
    ),
    "table.style": message("Style"),
    "table.weighed": message("What was weighed"),
    "table.against": message("Held against it"),
    "table.value": message("Value"),
    "table.interval": message("Interval"),
    "standing.agrees": message("Here the model agrees with its source"),
    "standing.part": message("Here the model agrees with its source in part"),
    "standing.disagrees": message("Here the model disagrees with its source"),
    "standing.open": message("Here it cannot be told whether the model agrees with its source"),
    "standing.why.agrees.part": message(
        "In this lesson the effect came; in the register of claims, over {worlds} worlds, it came in part ({claims})."
    ),
    "standing.why.agrees.open": message(
        "In this lesson the effect came; in the register of claims, over {worlds} worlds, it cannot be told ({claims})."
    ),
    "standing.why.agrees.disagrees": message(
        "In this lesson the effect came; in the register of claims, over {worlds} worlds, it did not ({claims})."
    ),
    "standing.why.part.open": message(
        "In this lesson the effect came in part; in the register of claims, over {worlds} worlds, it cannot be told "
        "({claims})."
    ),
    "standing.why.part.disagrees": message(
        "In this lesson the effect came in part; in the register of claims, over {worlds} worlds, it did not "
        "({claims})."
    ),
    "kind.input": message("put in: the model starts from it"),
    "kind.descriptive": message("told, not tested"),
    "kind.construction": message("put in: a rule says so"),
    "kind.emergent": message("not put in: it may follow, or not"),
    "part.notice": message("Notice"),
    "part.try": message("Try"),
    "part.extend": message("Go on"),
    "part.source": message("Source and verdict"),
    "part.claim": message("{id}: {text}"),
    "part.claim.from": message("Source: {source}. In the model: {kind}."),
    "part.sentence": message("Write this down"),
    "part.exam": message("Exam question"),
    "part.answer": message("What a good answer has"),
    "part.numbers": message("All the numbers, with verdicts"),
    "part.next": message("Next lesson: {lesson}"),
    "part.all": message("All lessons"),
    "lesson.styles": message("Have you got five minutes?"),
    "lesson.energy": message("What drains you, and what fills you up"),
    "lesson.spreads": message("Bad blood in one department"),
    "lesson.words": message("Words and deeds"),
    "lesson.leads": message("Who leads the project?"),
    "lesson.watched": message("Watched, and told why"),
    "lesson.training": message("Training and the slump"),
    "lesson.points": message("Points and dashboards"),
    "about.title": message("How this page was made"),
    "about.1": message(
        "crmsim {version} ran its shipped scenarios when this file was made, {runs} times each, with the "
        "seeds {first} to {last}, and wrote what came out into the page. No number was typed by hand. The "
        "same version and seed make the same file again."
    ),
    "about.2": message(
        "Scenarios of one lesson share their random numbers: run number seven of each has the same people and the "
        "same chances. So a difference between them is due to what was changed."
    ),
    "about.3": message(
        "Verdicts: a difference is better or worse when its interval leaves zero out and is large enough "
        "to matter; too small to matter when all of the interval lies below that; within noise when more "
        "runs would be needed to tell. With fewer than 30 runs there is no verdict. Where there is none, no bet is "
        "right or wrong, and nothing is said of what came out."
    ),
    "about.4": message(
        "Most of the model's numbers are assumptions. Styles are drawn and stay fixed: nobody here learns "
        "to be a giver. Trust a direction, never a decimal, and never use any of it to judge people."
    ),
    "about.5": message(
        "Mia, Tor, Anne, Jonas and Leila are invented. In the first lesson the first three are one giver, "
        "one taker and one matcher of the run with seed {first}."
    ),
    "about.6": message("The page asks nothing of any network, stores nothing and sends nothing."),
    "about.sources": message(
        "Read on: Adam Grant, Give and Take (2013); Jane Dutton, Energize Your Workplace (2003); Kohli "
        "and Jaworski, “Market Orientation”, Journal of Marketing (1990); Axelrod, The Evolution of "
        "Cooperation (1984); Nowak and Sigmund, “Tit for tat in heterogeneous populations”, Nature "
        "(1992). The claims are cited after Fagerlie and Lie (2020, “A”) and Lund and Zernichow (2007, "
        "“B”)."
    ),
    "teacher.title": message("For the teacher: 45 minutes"),
    "teacher.lead": message(
        "One projector, no accounts, no network. You need this file and a class that may raise its hands. "
        "Open it before the class and press through the first lesson once."
    ),
    "teacher.print": message("Print this page"),
    "teacher.when": message("Minutes"),
    "teacher.screen": message("On the screen"),
    "teacher.do": message("What you do"),
    "teacher.1.when": message("0–3"),
    "teacher.1.screen": message("Start page"),
    "teacher.1.do": message(
        "Everybody writes down whom they last asked for help at work or at school, and why that person. "
        "Nobody reads it aloud."
    ),
    "teacher.2.when": message("3–7"),
    "teacher.2.screen": message("First lesson, steps 1–2"),
    "teacher.2.do": message(
        "Let someone in the front row decide whether you help. Ask: how would you tell Mia from Anne "
        "after one meeting? (You cannot.)"
    ),
    "teacher.3.when": message("7–20"),
    "teacher.3.screen": message("First lesson, steps 3–6"),
    "teacher.3.do": message(
        "A show of hands before every run; open “Show of hands”, type the numbers, then run. After step 5 "
        "let pairs explain in one sentence what matchers do for everybody else. In step 6 let the class "
        "choose how much to forgive."
    ),
    "teacher.4.when": message("20–25"),
    "teacher.4.screen": message("First lesson, step 7"),
    "teacher.4.do": message(
        "The most important step: what was put in, what followed? Let them disagree before you press."
    ),
    "teacher.5.when": message("25–33"),
    "teacher.5.screen": message("First lesson, steps 8–9"),
    "teacher.5.do": message(
        "From a hundred favours to an office. Open “With more time” and stop at “Who serves most customers?”: one "
        "rule sends customers to those of good repute. Ask whether what comes of that is a finding."
    ),
    "teacher.6.when": message("33–42"),
    "teacher.6.screen": message("One more lesson, of your choice"),
    "teacher.6.do": message(
        "Words and deeds for leadership, Bad blood for organisation, Points for marketing. Bet, run, and "
        "let them argue about the verdict."
    ),
    "teacher.7.when": message("42–45"),
    "teacher.7.screen": message("“Write this down”"),
    "teacher.7.do": message(
        "One sentence each. Then: which of your bets was wrong, and was it you, the theory or the model?"
    ),
    "teacher.notes": message("Notes"),
    "teacher.note.1": message(
        "A lesson with the hands held up only works if nobody sees the figure first. Nothing is revealed "
        "before you press “Run it”."
    ),
    "teacher.note.2": message(
        "Students ask which style they are. Styles in the model are dice; a style in a person is a habit "
        "that changes with the situation. Do not let them label each other."
    ),
    "teacher.note.3": message(
        "“Is it true?” The first lesson's hundred are a game with a known answer. The office is a model "
        "whose numbers are mostly assumed. Say so; it is the point."
    ),
    "teacher.note.4": message(
        "If the projector fails: every question works on a board, with the numbers from “The numbers as a "
        "table” on your phone."
    ),
    "teacher.sentences": message("The sentences to write down"),
    "teacher.exams": message("Exam questions, with what a good answer has"),
}

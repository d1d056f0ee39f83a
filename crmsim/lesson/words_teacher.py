"""Words of the notes for the teacher on each lesson, and of the sheet for the class."""

from __future__ import annotations

from crmsim.words import Message, message

WORDS: dict[str, Message] = {
    "nav.sheet": message("Sheet for the class"),
    "sheet.title": message("A sheet for the class"),
    "sheet.lead": message("One lesson a page: to bet on paper, to note what came out, and to keep."),
    "sheet.which": message("Which lesson?"),
    "sheet.all": message("all of them"),
    "sheet.when": message("For when?"),
    "sheet.before": message("for the bets, nothing given away"),
    "sheet.after": message("for afterwards, with the exam question"),
    "sheet.own": message("My answer"),
    "sheet.answer": message("What I would answer"),
    "sheet.more": message("What I would have to know to be surer"),
    "sheet.print": message("Print it"),
    "sheet.name": message("Class and date"),
    "sheet.bet": message("My bet, before anything is shown"),
    "sheet.because": message("I think so because"),
    "sheet.came": message("What came out, and what surprised me"),
    "sheet.put": message("What was put into the model, and what followed?"),
    "sheet.sentence": message("The lesson in one sentence of my own"),
    "sheet.exam": message("Exam question"),
    "teacher.each": message("Notes for each lesson"),
    "teacher.sheet": message("The sheet for the class"),
    "s9.teacher": message(
        "Takes a class twenty minutes rather than five: five steps have a bet, so decide beforehand which two you "
        "let them argue about. Somebody will say that Tor is realistic. Ask who pays for the first two weeks. In the"
        " office, stop at “Who serves most customers?”: ask whether a lead of givers would be put in or follow. (One "
        "rule makes it.)"
    ),
    "energy.teacher": message(
        "Most bet that distrust drives people to the system, which is a good argument: let one who thought so"
        " give it before you run. Then ask what a rule put in and what followed, since energy was put in and "
        "use was not."
    ),
    "spreads.teacher": message(
        "Ask where bad blood has travelled in a place they know, and by whom. The figure has four lines; "
        "cover the two dotted ones first. That the model disagrees is the point: which of the two is wrong, "
        "and how would one find out?"
    ),
    "words.teacher": message(
        "Read the question twice: in it Leila does little in both cases. Draw two by two on the board, words "
        "and deeds, and fill in the four numbers; the comparison most people make goes along the diagonal."
    ),
    "leads.teacher": message(
        "A class bets high. Let the figure stand for half a minute before anybody says anything, and ask "
        "which line is Tor's with the names covered. Warn those who want to call a leader of theirs a taker: "
        "here styles are dice."
    ),
    "watched.teacher": message(
        "Law and ethics are not in the model, and students notice: write on the board what is missing before "
        "you discuss what is there. Whoever bet on “all of it” has usually read a vendor's page."
    ),
    "training.teacher": message(
        "Show the last figure only after somebody has said where the slump ought to be. The survey and the "
        "model disagree: divide the class, one half defends each, two minutes, then ask both what they would "
        "have measured."
    ),
    "points.teacher": message(
        "Hide the right half of the figure with a sheet of paper until they have written the report for week "
        "60. Ask who sells points, and who wrote the sources."
    ),
}

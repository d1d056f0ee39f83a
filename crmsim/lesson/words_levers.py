"""Words of the lessons on levers: being watched and told why, points and dashboards."""

from __future__ import annotations

from crmsim.words import Message, message

WORDS: dict[str, Message] = {
    "watched.lead": message(
        "Anne finds out that the new system logs who looks up what, and when. In one office nobody says "
        "why. In another Leila explains what it is for, what is seen by whom, and what is not."
    ),
    "watched.question": message("Being watched costs users. How much of the loss does a clear why win back?"),
    "watched.bet.little": message("less than half"),
    "watched.bet.most": message("most of it"),
    "watched.bet.all": message("all of it"),
    "watched.choice.usual": message("not watched"),
    "watched.choice.unexplained": message("watched, no why"),
    "watched.choice.explained": message("watched, with a why"),
    "watched.insight": message(
        "*{user_share_1:percent} use it when watched without a word, {user_share_2:percent} with a why, "
        "{user_share_0:percent} when nobody watches.* A why saves the project, and it is still dearer "
        "than not watching."
    ),
    "watched.put": message(
        "Put in: that feeling watched keeps people from it and that a why dampens the feeling. It "
        "followed: how much of it, and that looking up suffers no less than recording."
    ),
    "watched.notice": message(
        "Facts on record fall from {coverage_0:percent} to {coverage_1:percent}, but look-ups fall more. "
        "“People take and do not give” does not come out: they do neither."
    ),
    "watched.try": message("Look at energy in the table. Is it the system alone that suffers?"),
    "watched.extend": message(
        "Which system at your place of work or study logs you? Do you know why? What would a good why sound like?"
    ),
    "watched.verdict": message(
        "That being watched keeps people away and a why helps was put in (I9, C4). That people would "
        "rather take than give when watched the model does not bear out."
    ),
    "watched.sentence": message("In this model a clear why wins back most of what watching costs, and not all of it."),
    "watched.exam": message(
        "“Explain it well and you may monitor.” Discuss, with what the model put in and what it found."
    ),
    "watched.answer": message(
        "A why dampens the loss (by rule) but does not remove it; energy falls too. The size rests on "
        "assumed weights. Ethics and law are not in the model."
    ),
    "points.lead": message(
        "Leila's supplier offers points, a monthly prize, and a board where everybody sees their own "
        "numbers. A little strictness is in the package. Tor is thrilled."
    ),
    "points.question": message("What happens to the lead that points give over an office without?"),
    "points.bet.stay": message("it stays to the end"),
    "points.bet.catch": message("the others catch up"),
    "points.bet.fall": message("it turns: users are lost when the game is old"),
    "points.choice.usual": message("without points"),
    "points.choice.points": message("points and dashboards"),
    "points.insight": message(
        "*After two years {user_share_1:percent} use it with points, {user_share_0:percent} without.* In "
        "between the lead was large: what points buy in this model is time, most of it in the first year."
    ),
    "points.put": message(
        "Put in: that points pull while they are new, and that what is recorded for points is worse. It "
        "followed: that nobody is lost when the points are old. Dashboards and strictness go on, though; "
        "what points alone would leave behind was not run here."
    ),
    "points.notice": message(
        "Look-ups go from {lookups_0:count} to {lookups_1:count}. Whether customers notice is another question."
    ),
    "points.try": message(
        "In the figure find the week with the largest lead. What would a report written in that week have said?"
    ),
    "points.extend": message(
        "When did a prize last make you do something you then went on doing without it? And when did you stop?"
    ),
    "points.verdict": message(
        "Points and dashboards bring users, which was put in (I10), and the users stay as long as "
        "dashboards and strictness go on. Vendors sell them, so the sources are not neutral, and crowding "
        "out appears here in one form only."
    ),
    "points.sentence": message("Points bring users sooner; two years later little of the lead is left."),
    "points.exam": message(
        "A firm reports twice the use ten weeks after it introduced points. What do you ask before you "
        "recommend points to others?"
    ),
    "points.answer": message(
        "What a firm without points had after two years; what remains when they end; whether what is "
        "recorded is right; who reports it."
    ),
}

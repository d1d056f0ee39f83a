"""Words of the lessons on levers: being watched and told why, training, points and dashboards."""

from __future__ import annotations

from crmsim.words import Message, message

WORDS: dict[str, Message] = {
    "watched.lead": message(
        "Anne finds out that the new system logs who looks up what, and when. In one office nobody says "
        "why. In another Leila explains what it is for, what is seen by whom, and what is not."
    ),
    "watched.question": message(
        "Suppose that being watched costs users. How much of the loss does a clear why win back?"
    ),
    "watched.bet.little": message("less than half"),
    "watched.bet.most": message("most of it"),
    "watched.bet.all": message("all of it"),
    "watched.choice.usual": message("not watched"),
    "watched.choice.unexplained": message("watched, no why"),
    "watched.choice.explained": message("watched, with a why"),
    "watched.insight": message(
        "*{user_share_1:percent} use it when watched without a word, {user_share_2:percent} with a why, "
        "{user_share_0:percent} when nobody watches.* A why saves most of the use, and it is still dearer than not "
        "watching."
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
    "watched.sentence": message(
        "In this model a clear why wins back most of the use that watching costs, and not all of it."
    ),
    "watched.exam": message(
        "“Explain it well and you may monitor.” Discuss, with what the model put in and what it found."
    ),
    "watched.answer": message(
        "A why dampens the loss (by rule) but does not remove it; energy falls too. The size rests on "
        "assumed weights. Ethics and law are not in the model."
    ),
    "training.lead": message(
        "In week {week} the whole office is given {hours:count} hours of training, Anne too, and meanwhile "
        "nobody answers her customers. Jonas, who starts later, gets some only where training goes on. Speier"
        " and Venkatesh followed 454 sellers through such a start: pleased right after the training, and half"
        " a year later the system was widely rejected."
    ),
    "training.question": message(
        "Train once and never again. Half a year after the training, what has become of the share who use the system?"
    ),
    "training.bet.fell": message("it has fallen: many have put it away"),
    "training.bet.same": message("about the same"),
    "training.bet.grew": message("it has grown"),
    "training.choice.once": message("trained once"),
    "training.choice.kept": message("training kept up"),
    "training.choice.none": message("no training"),
    "training.insight": message(
        "*From {users_then:percent} in the week of the training to {users_later:percent} half a year later.* "
        "Use has no slump. Beneath the curve somebody does give up: by then {rejected_later:percent} have "
        "tried it and put it away, and the newcomers hide them. The slump is elsewhere, in the last figure: "
        "in the week of the training {served_then:tenth} needs are served instead of "
        "{served_then_none:tenth}."
    ),
    "training.put": message(
        "Put in: that training makes skill, that hours in a classroom are taken from the customers, that "
        "skill nobody uses is lost, and that who is disappointed puts the system away. It followed: when the "
        "slump comes, how deep it is, and that use grows all the same."
    ),
    "training.notice": message(
        "Whoever counts users sees no one leave, and whoever counts customers in one week sees a disaster. "
        "Both are right, and both have counted too little."
    ),
    "training.try": message(
        "In the last figure compare the three lines in the week of the training and at the end. Was the week won back?"
    ),
    "training.extend": message(
        "Which system were you last trained in? What did you still know half a year later, and had you used "
        "it in between?"
    ),
    "training.verdict": message(
        "Training that goes on (I5) brings {routine_share_gap_1:points} more who use the system as a matter "
        "of course, so far as the source says, and within two years it costs {dearer:tenth} million kroner "
        "more than it brings. The slump of Speier and Venkatesh does not come, nor do more people leave: "
        "*there the model disagrees with its source*. In the model nobody is won over by a day in a "
        "classroom. People become users by trying, so right after the training there is nothing to fall from."
    ),
    "training.study": message(
        "Speier and Venkatesh, “The Hidden Minefields in the Adoption of Sales Force Automation "
        "Technologies”, Journal of Marketing (2002): two firms, 454 sellers, asked right after the training "
        "and six months later; absence and quits had gone up as well."
    ),
    "training.sentence": message(
        "In this model the slump comes in the week of the training, among the customers; use itself only "
        "grows, and somewhat further where training goes on."
    ),
    "training.exam": message(
        "A survey finds sellers pleased right after training, and the system widely rejected half a year "
        "later. A model finds that use grows all that half-year. Name two things that were measured "
        "differently, and say what you would measure to tell who is right."
    ),
    "training.answer": message(
        "The survey asks what people think, the model counts who uses it; the survey begins with people who "
        "have just been won over, the model with nobody. And the share of users can grow while some give up. "
        "Follow the same people, before, right after and half a year on, in what they think, in what they do,"
        " and in whether they are still there."
    ),
    "points.lead": message(
        "Leila's supplier offers points, a monthly prize, and a board where everybody sees their own "
        "numbers. A little strictness is in the package. Tor is thrilled."
    ),
    "points.question": message("If points give a lead over an office without, what happens to it?"),
    "points.bet.stay": message("it stays to the end"),
    "points.bet.shrink": message("it shrinks, and some of it stays"),
    "points.bet.catch": message("the others catch up"),
    "points.bet.fall": message("it turns: users are lost when the game is old"),
    "points.choice.usual": message("without points"),
    "points.choice.points": message("points and dashboards"),
    "points.insight.shrink": message(
        "*After two years {user_share_1:percent} use it with points, {user_share_0:percent} without.* The lead was "
        "largest in week {peak}, {lead_peak:points}; {lead_end:points} are left. It has shrunk, but it stays."
    ),
    "points.insight.stay": message(
        "*After two years {user_share_1:percent} use it with points, {user_share_0:percent} without.* The lead was "
        "largest in week {peak}, {lead_peak:points}, and has not shrunk by what matters."
    ),
    "points.insight.catch": message(
        "*After two years {user_share_1:percent} use it with points, {user_share_0:percent} without.* The lead was "
        "largest in week {peak}, {lead_peak:points}; what is left of it is too small to matter."
    ),
    "points.insight.fall": message(
        "*After two years {user_share_1:percent} use it with points, {user_share_0:percent} without.* The lead was "
        "largest in week {peak}, {lead_peak:points}. When the game is old, points have fewer users than at their "
        "best, or than the others."
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
    "points.sentence.shrink": message("Points give a lead; two years later it is smaller, and some of it is left."),
    "points.sentence.stay": message("Points give a lead, and two years later it is still there."),
    "points.sentence.catch": message("Two years later nothing that matters is left of the lead that points give."),
    "points.sentence.fall": message("What points win does not last: two years later users have been lost."),
    "points.exam": message(
        "A firm reports twice the use ten weeks after it introduced points. What do you ask before you "
        "recommend points to others?"
    ),
    "points.answer": message(
        "What a firm without points had after two years; what remains when they end; whether what is "
        "recorded is right; who reports it."
    ),
}

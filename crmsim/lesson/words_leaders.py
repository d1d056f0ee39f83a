"""Words of the lessons on leaders: words and deeds, and who leads the project."""

from __future__ import annotations

from crmsim.words import Message, message

WORDS: dict[str, Message] = {
    "words.lead": message(
        "Leila is head of the office, and the new system is on its way. She can praise it, and she can "
        "use it herself and set time aside. Four Leilas: much or little said, much or little done."
    ),
    "words.question": message(
        "Suppose Leila *does little*. Should she praise the system all the same, or keep as quiet as she is idle?"
    ),
    "words.bet.praise": message("praise it: more will use it"),
    "words.bet.same": message("makes no difference"),
    "words.bet.quiet": message("keep quiet: praise without deeds puts people off"),
    "words.choice.praise": message("says much, does little"),
    "words.choice.quiet": message("says little, does little"),
    "words.choice.deeds": message("says little, does much"),
    "words.choice.both": message("says much, does much"),
    "words.insight": message(
        "*{user_share_0:percent} use it where she praises, {user_share_1:percent} where she keeps quiet, with "
        "equally few deeds.* Her words lose credit, and that she does less than she says disappoints. Now look at "
        "the deeds: with the same few words {user_share_2:percent} use it when she does much."
    ),
    "words.put": message(
        "Put in: that leaders' push raises interest, that people believe words less the further they lie from deeds,"
        " and that deeds which fall short of words disappoint. It followed: that disappointment takes more than "
        "praise brings, and that deeds weigh so much more. How much it disappoints nobody has measured: if not at "
        "all, praise beats silence here."
    ),
    "words.notice": message(
        "To those who do much words add next to nothing: {user_share_2:percent} without, {user_share_3:percent} with."
    ),
    "words.try": message(
        "Compare “says much, does little” with “says much, does much” alone, as one is tempted to. What "
        "would you have concluded about the gap?"
    ),
    "words.extend": message(
        "Think of a leader whose words you stopped believing. How long did it take, and did it make you "
        "do less than if nothing had been said?"
    ),
    "words.verdict": message(
        "That it starts at the top was put in (K2), and it shows. That a gap between words and deeds harms (K3) "
        "comes out too: with equally few deeds, more words and so a wider gap do more harm than good. That such "
        "words disappoint is a rule; that this outweighs what praise brings is not, but hangs on a number nobody has"
        " measured. Deeds decide."
    ),
    "words.sentence": message("Deeds decide; in this model words without them disappoint, and silence does less harm."),
    "words.exam": message(
        "A study finds less use where leaders say more than they do. Why does that not show that the gap "
        "harms? Draw the comparison that would."
    ),
    "words.answer": message(
        "Such leaders also do less; the deeds differ too. One needs leaders who do equally little and say "
        "more or less: two by two, words and deeds apart."
    ),
    "leads.lead": message(
        "Somebody has to lead the project. Mia would, Tor wants to. Fagerlie and Lie write that a taker "
        "must not lead it. The office has {size} people."
    ),
    "leads.question": message("Tor gets it. How many fewer use the system after two years than with just anybody?"),
    "leads.bet.none": message("none that matters (less than two in a hundred)"),
    "leads.bet.few": message("a few in a hundred"),
    "leads.bet.many": message("one in five or more"),
    "leads.choice.any": message("anybody leads"),
    "leads.choice.giver": message("Mia leads (a giver)"),
    "leads.choice.taker": message("Tor leads (a taker)"),
    "leads.insight": message(
        "*{user_share_2:percent} instead of {user_share_0:percent}.* The three bands lie on top of each "
        "other: had you seen one office of each kind, you could not have told. Only runs with the same "
        "random numbers, side by side, show it: in {lower:percent} of them Tor's has fewer users."
    ),
    "leads.put": message(
        "Put in: next to nothing. Who leads differs in how the leader answers requests, and so in what is "
        "said of that leader. It followed: a small loss with Tor; with Mia the verdict is *{verdict_1}*."
    ),
    "leads.notice": message(
        "What Tor costs can be told from noise; of what Mia brings the verdict is *{verdict_1}*. And help among "
        "the others is not touched at all by who leads."
    ),
    "leads.try": message(
        "Cover two of the three lines with your hand. Would you dare a conclusion from the one that is left?"
    ),
    "leads.extend": message(
        "How many offices would a researcher have to visit to find a difference of this size? (The spread "
        "between runs is the width of the band.)"
    ),
    "leads.verdict": message(
        "“Must not” says more than the model does: a taker as leader costs some users in a hundred, and of a giver "
        "as leader the verdict is *{verdict_1}* (G7). The direction is the source's; one person among so many does "
        "not decide it."
    ),
    "leads.sentence": message("A small effect can be certain and still be invisible in any one office."),
    "leads.exam": message(
        "In paired runs a taker as project leader has fewer users in most pairs, yet the bands of the two "
        "overlap almost entirely. How can both be true, and which matters to the one who appoints the "
        "leader?"
    ),
    "leads.answer": message(
        "Pairs share their random numbers, so what varies between offices falls away; the bands show just that. To "
        "the one who appoints, the size against other levers counts: a few points, less than what leaders "
        "do."
    ),
}

"""Words of class mode: beside a bet in the lessons, on the teacher's page, and on a player's."""

from __future__ import annotations

from crmsim.words import Message, message

ROOM: dict[str, Message] = {
    "title": message("The class"),
    "link": message("Class: {players}"),
    "link.code": message("Class: {players}, code {code}"),
    "ask": message("Let the phones bet"),
    "again": message("Open the bets again"),
    "asked": message("The question is on the phones."),
    "none": message("{players} phones are there. They see the question when you press."),
    "open": message("{answered} of {players} have bet."),
    "closed": message("Bets are closed: {answered} of {players}."),
    "shown": message("{answered} of {players} bet, and the phones show what came out."),
    "few": message("Bars come once five have bet, and move for every five: nobody is seen to bet."),
    "lost": message("The program does not answer. What was bet is kept; this page tries again."),
}
PLAYER: dict[str, Message] = {
    "wait": message("You are in. Look at the screen in the room; questions come here by themselves."),
    "open": message("Choose one. You can change your mind until the bets are closed."),
    "sending": message("Sending …"),
    "noted": message("Noted: {mine}"),
    "closed": message("Bets are closed."),
    "closed.mine": message("Bets are closed. You chose: {mine}"),
    "thanks": message("Thank you. The same question comes again at the end."),
    "hit": message("You were right: {right}"),
    "miss": message("It came out otherwise: {right}. You chose: {mine}"),
    "out": message("It came out so: {right}"),
    "all": message("What the class chose"),
    "one": message("{option}: {share}"),
    "few": message("Fewer than five answered, so it is not shown what the class chose."),
    "lost": message("No contact just now. Your answer is kept here and sent again."),
    "late": message("That came too late: the bets are closed."),
    "in": message("Come in again"),
}
TEACHER: dict[str, Message] = {
    "players.none": message("Nobody is in yet."),
    "players": message("In the class: {players}"),
    "stage.none": message("not asked yet."),
    "stage.open": message("{answered} of {players} have answered, on the phones now."),
    "stage.closed": message("{answered} answers, closed."),
    "stage.shown": message("{answered} answers, shown."),
    "hands": message("{total} hands"),
    "hands.label": message("Hands for: {option}"),
    "saved": message("Noted."),
    "gain": message("Right before: {before}. Right after: {after}."),
    "gain.gain": message("{difference} points more. The interval that holds with 95 % goes from {low} to {high}: "
                         "*they learnt something*."),
    "gain.loss": message("{difference} points. The interval that holds with 95 % goes from {low} to {high}: "
                         "*fewer know it than before*."),
    "gain.noise": message("{difference} points. The interval that holds with 95 % goes from {low} to {high}: *within "
                          "noise*. In a class of this size that may be chance."),
    "gain.paired": message("{people} answered both times; each is compared with himself or herself."),
    "gain.apart": message("By hands nobody knows who answered what before, so the interval is wide; at least {people} "
                          "answered each time."),
    "gain.none": message("What was learnt is told when at least five have answered both times."),
    "moved": message("{option}: {before} before, {after} after"),
    "before": message("Before"),
    "after": message("After"),
    "sure": message("This deletes all answers of this class. Press again to do it."),
    "ended": message("The class is over and its answers are deleted."),
    "lost": message("The program does not answer. What was answered is kept; this page tries again."),
}  # fmt: skip
RUN_SHEET: tuple[tuple[Message, Message, Message], ...] = (
    (message("0–4"), message("This page"), message(
        "The picture on the wall, phones out. While the last come in, ask the question before the lesson. Its answers "
        "stay hidden.")),
    (message("4–8"), message("First lesson, steps 1–2"), message(
        "No phones here: let one in the front row say what you answer. How would you tell Mia from Anne after one "
        "meeting?")),
    (message("8–20"), message("First lesson, steps 3–6"), message(
        "Four bets. Read the question aloud, press “Let the phones bet”, and wait until the number stands still. Let "
        "two who disagree say why. Then “Run it”, and nothing before.")),
    (message("20–24"), message("First lesson, step 7"), message(
        "Put in, or did it follow? In pairs, one minute each; no phones.")),
    (message("24–31"), message("First lesson, steps 8–9"), message(
        "One bet. Then open “With more time”: a figure without a difference is an answer too.")),
    (message("31–40"), message("One more lesson, of your choice"), message(
        "Bet, run, and let them argue about the verdict. Training and the slump divides a class best; Words and deeds "
        "suits leadership.")),
    (message("40–43"), message("This page"), message(
        "The same question again, then “Close, and show what was learnt”. Read the interval aloud, also when it says "
        "within noise.")),
    (message("43–45"), message("“Write this down”"), message(
        "One sentence each on the sheet. Then end the class here: its answers are deleted.")),
)  # fmt: skip

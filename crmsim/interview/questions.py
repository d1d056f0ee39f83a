"""The questions, and what each answer says of parameters.

All ranges are assumed. No study ties such a sentence to a number on the model's scales, so a picture stands for a part
of the interval that the parameter declares (docs/parameters.md): the upper, the middle or the lower third or so, wider
where the sentence says less. That is why a picture is never one number.
"""

from __future__ import annotations

from crmsim.interview.question import Amount, Picture, Question
from crmsim.mechanisms.project import Project
from crmsim.mechanisms.rollout import USUAL_PEOPLE
from crmsim.numerics.portable import exp, log
from crmsim.words import message

FEWEST, MOST = 2, 20_000
MOST_DEPARTMENTS = 200
SMALL = 12  # people below which the usual number of ties has no room, and a kind of leader may not be among them
WEEKS = 52
SMALLEST_DEPARTMENT, LARGEST_DEPARTMENT = 8.0, 40.0  # people, where nobody knows how many departments there are
HORIZON = 5.0  # years, where nobody says: a run of five years holds the shorter ones
SAID, DONE, STEADY = "leadership.said", "leadership.done", "leadership.steadiness"
EXPLAINING, FAILURE, OPEN = "leadership.explaining", "leadership.failure_tolerance", "leadership.openness"
MANDATE, WATCHED, PRAISE = "motivation.mandate", "motivation.surveillance", "leadership.recognition"
IMPORT, FIND = "system.import_share", "lookup.own_hours"
KRONER = ("kr", "kr.", "nok", "kroner")
HOURS = ("h", "hour", "hours", "t", "time", "timer")
PEOPLE = ("people", "person", "persons", "personer", "ansatte", "employees", "folk", "mennesker")


def planned_weeks(weeks: float, people: float) -> float:
    """Planned weeks of the model, which are told for a usual organisation, that last so long in one of this size.

    Leaders of middling patience take what is planned; the length grows with the number of people.
    """
    return round(weeks / longer(people), 1)


def longer(people: float) -> float:
    """How many times as long the steps of a project last among so many people as in an organisation of usual size."""
    exponent = float(Project.model_fields["size_exponent"].default)
    return exp(exponent * log(people / USUAL_PEOPLE))


def share_of(count: float, people: float) -> float:
    """So many of the people as a share."""
    return round(min(1.0, count / people), 4)


def some_departments(people: float) -> tuple[float, float]:
    """The numbers of departments that are plausible for so many people."""
    low, high = round(people / LARGEST_DEPARTMENT), round(people / SMALLEST_DEPARTMENT)
    return float(min(max(1, low), MOST_DEPARTMENTS // 2)), float(min(max(2, high), MOST_DEPARTMENTS))


SIZE = Question(
    "size", message("size", context="label"),
    message("How many people work in the part of the organisation it is for, leaders included?"),
    amount=Amount("organisation.employees", FEWEST, MOST, message("{n} people", context="answer"), PEOPLE, whole=True,
                  usual=lambda _: (20.0, 300.0), exact_below=SMALL),
)  # fmt: skip
DEPARTMENTS = Question(
    "departments", message("departments", context="label"),
    message("How many departments or teams do they work in?"),
    amount=Amount("organisation.departments", 1, MOST_DEPARTMENTS, message("{n}", context="answer"),
                  ("departments", "department", "avdelinger", "avdeling", "team", "teams"), whole=True,
                  usual=some_departments),
)  # fmt: skip
OTHERS = (
    Question(
        "sector", message("sector", context="label"),
        message("Is it a private company or a public body?"),
        (
            Picture("private", message("A private company"), {"organisation.sector": "private"}),
            Picture("public", message("A public body, such as a municipality"), {"organisation.sector": "public"}),
        ),
    ),
    Question(
        "today", message("knowledge of customers today", context="label"),
        message("Where do people keep what they know of customers (or citizens) today?"),
        (
            Picture("heads", message("In their heads, their mail and their own notes"),
                    {IMPORT: (0.0, 0.3), FIND: (1.0, 2.0)}),
            Picture("lists", message("In spreadsheets and lists, one for each person or department"),
                    {IMPORT: (0.4, 0.7), FIND: (0.6, 1.4)}),
            Picture("shared", message("In an archive or a case system that everybody uses"),
                    {IMPORT: (0.6, 0.9), FIND: (0.2, 0.8)}),
        ),
    ),
    Question(
        "earlier", message("an earlier system", context="label"),
        message("Have you had a system of this kind before?"),
        (
            Picture("never", message("No, never"), {"system.earlier_system": "none"}),
            Picture("liked", message("Yes, and people were pleased with it"), {"system.earlier_system": "good"}),
            Picture("disliked", message("Yes, and people were displeased with it"), {"system.earlier_system": "bad"}),
        ),
    ),
    Question(
        "leaders", message("leaders", context="label"),
        message("What do your leaders do when something new is introduced?"),
        (
            Picture("both", message("They speak warmly of it and use it themselves, week after week"),
                    {SAID: (0.8, 1.0), DONE: (0.75, 0.95), STEADY: (0.85, 0.95)}),
            Picture("talk", message("They speak warmly of it, but rarely use it themselves"),
                    {SAID: (0.7, 0.95), DONE: (0.2, 0.4), STEADY: (0.75, 0.9)}),
            Picture("quiet", message("They say little, but use it themselves"),
                    {SAID: (0.3, 0.5), DONE: (0.6, 0.9), STEADY: (0.8, 0.95)}),
            Picture("waves", message("They are eager at first, until something else comes along"),
                    {SAID: (0.6, 0.9), DONE: (0.3, 0.7), STEADY: (0.6, 0.75)}),
            Picture("away", message("They leave it to those who run the project"),
                    {SAID: (0.3, 0.5), DONE: (0.2, 0.4), STEADY: (0.75, 0.95)}),
        ),
    ),
    Question(
        "change", message("trying something new", context="label"),
        message("What is it like to try something new where you work?"),
        (
            Picture("learn", message("People are told why, and may fail while they learn"),
                    {EXPLAINING: (0.6, 0.9), FAILURE: (0.6, 0.9), OPEN: (0.6, 0.9)}),
            Picture("told", message("People are told why, but mistakes are not welcome"),
                    {EXPLAINING: (0.5, 0.8), FAILURE: (0.1, 0.4), OPEN: (0.3, 0.6)}),
            Picture("alone", message("People are told little, but it is all right to try and fail"),
                    {EXPLAINING: (0.1, 0.35), FAILURE: (0.6, 0.9), OPEN: (0.5, 0.8)}),
            Picture("orders", message("People are told what to do, and keep their mistakes to themselves"),
                    {EXPLAINING: (0.1, 0.35), FAILURE: (0.1, 0.4), OPEN: (0.1, 0.4)}),
        ),
    ),
    Question(
        "use", message("following up use", context="label"),
        message("How will you see to it that the system is used?"),
        (
            Picture("free", message("Nobody checks: those who find it useful use it"),
                    {MANDATE: (0.0, 0.15), WATCHED: (0.0, 0.15), PRAISE: (0.1, 0.4)}),
            Picture("praised", message("It is expected, and those who do it well are praised"),
                    {MANDATE: (0.2, 0.4), WATCHED: (0.05, 0.25), PRAISE: (0.5, 0.8)}),
            Picture("required", message("It is required, but nobody is followed person by person"),
                    {MANDATE: (0.6, 0.9), WATCHED: (0.05, 0.25), PRAISE: (0.1, 0.4)}),
            Picture("counted", message("It is required, and counted person by person"),
                    {MANDATE: (0.6, 0.9), WATCHED: (0.6, 0.9), PRAISE: (0.1, 0.4)}),
        ),
    ),
    Question(
        "climate", message("how people get on", context="label"),
        message("How do people get on with each other?"),
        (
            Picture("trust", message("They trust each other, and help without keeping accounts"),
                    {"climate.culture": (0.75, 0.85)}),
            Picture("mixed", message("Mostly well, though some avoid each other"), {"climate.culture": (0.6, 0.75)}),
            Picture("strained", message("There is a good deal of mistrust"), {"climate.culture": (0.4, 0.6)}),
        ),
    ),
    Question(
        "lead", message("project leader", context="label"),
        message("Who will lead the project?"),
        (
            Picture("helper", message("Somebody colleagues trust and go to for help"),
                    {"project.leader_style": "giver"}),
            Picture("fair", message("Somebody fair, who gives as much as they get"),
                    {"project.leader_style": "matcher"}),
            Picture("own", message("Somebody who looks after their own interests first"),
                    {"project.leader_style": "taker"}),
            Picture("free", message("Whoever has the time"), {"project.leader_style": "any"}),
        ),
    ),
    Question(
        "needs_weeks", message("finding out what is needed", context="label"),
        message("How many weeks will you spend on finding out what you need, before you choose a system?"),
        amount=Amount("project.needs_analysis_weeks", 0, 104, message("{n} weeks", context="answer"),
                      ("weeks", "week", "uker", "uke"), message("1 week", context="answer"), value=planned_weeks,
                      back=lambda weeks, people: round(weeks * longer(people))),
    ),
    Question(
        "training_hours", message("training before the start", context="label"),
        message("How many hours of training does each person get before the start?"),
        amount=Amount("project.training_hours", 0, 200, message("{n} hours each", context="answer"), HOURS,
                      message("1 hour each", context="answer")),
    ),
    Question(
        "later_hours", message("training afterwards", context="label"),
        message("And how many hours a year afterwards?"),
        amount=Amount("project.follow_up_hours", 0, 80, message("{n} hours each a year", context="answer"), HOURS,
                      message("1 hour each a year", context="answer")),
    ),
    Question(
        "superusers", message("superusers", context="label"),
        message("How many people get extra training, so that they can help the others (superusers)?"),
        amount=Amount("project.superusers", 0, MOST, message("{n}", context="answer"), PEOPLE, whole=True,
                      value=share_of, back=lambda share, people: round(share * people)),
    ),
    Question(
        "years", message("how far ahead", context="label"),
        message("How many years ahead do you want to look?"),
        amount=Amount("scenario.weeks", 1, 10, message("{n} years", context="answer"), ("years", "year", "år"),
                      message("1 year", context="answer"),
                      value=lambda years, _: round(years * WEEKS), usual=lambda _: (HORIZON, HORIZON), decided="high"),
    ),
    Question(
        "budget", message("budget", context="label"),
        message("How much money may it cost in all those years: licences, consultants and courses in "
                "NOK, without your own hours?"),
        amount=Amount("scenario.budget_nok", 1, 1e10, message("{n} NOK", context="answer"), KRONER,
                      usual=lambda _: (0.0, 0.0), decided="low"),
    ),
    Question(
        "licence", message("licence", context="label"),
        message("What does the licence cost in NOK, per person and month?"),
        amount=Amount("economy.licence_month", 0, 1e5, message("{n} NOK a month", context="answer"), KRONER),
    ),
    Question(
        "hour", message("an hour of your own people", context="label"),
        message("What does an hour of your own people cost in NOK, with pension, holiday pay and taxes?"),
        amount=Amount("economy.own_hour", 1, 1e5, message("{n} NOK an hour", context="answer"), KRONER),
    ),
)  # fmt: skip

QUESTIONS: tuple[Question, ...] = (SIZE, DEPARTMENTS, *OTHERS)
BY_KEY = {question.key: question for question in QUESTIONS}
OF_SIZE = ("size", "departments")  # what files of people and ties tell

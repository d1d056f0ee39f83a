"""What people read, in English and Norwegian bokmål: one catalogue, and one teller who speaks from it.

English stands in the code and is the key (gettext's standard); Norwegian stands in ``locale/nb/LC_MESSAGES/crmsim.po``.
A :class:`Teller` knows the language and the width of a line. It is made once, where a user says which language
(an option of the command line, the argument ``language`` of a public function), and handed to whatever makes words.

To convert a module that takes a ``language`` and looks words up in a table of its own:

1. Take ``teller: Teller`` in the place of ``language``; never look at ``teller.language`` to choose words.
2. Write the English sentence where it is said: ``teller("{runs:,} runs of {name}", runs=runs, name=name)``. The first
   argument is a literal string, or a :class:`Message` made elsewhere. Numbers in blanks with a format (``:,``,
   ``:.2f``, ``:.0%``) come out as the language writes them.
3. Numbers with units: ``teller.value(x, unit, change=True)``, ``.share``, ``.money``, ``.count``, ``.number``,
   ``.interval``, ``.duration``, lists ``.listed(items)``, lines ``.wrap(text)``; one or many:
   ``teller.plural("{n} run", "{n} runs", n)``.
4. Words chosen by a key are a dict of messages: ``VERDICT = {"better": message("better"), ...}``, then
   ``teller(VERDICT[key])``. Where one English word has two Norwegian ones: ``message("open", context="door")``.
5. Words made far from any teller, those of errors above all, are messages:
   ``CrmsimError(message("there is no department {name!r}", name=name), key="hiring.department")``. A message is a
   string, the English one, so nothing else changes; the command line tells it in the user's language.
6. Run ``python docs/words.py``: it puts the new sentences into the catalogue, those without Norwegian marked so.
   Write the Norwegian as somebody would say it, with the terms listed at the top of the catalogue.
   ``tests/words`` fails for a sentence without Norwegian, for one nobody says any more, and for other blanks.

Names and titles come from files of others; :mod:`crmsim.words.shown` makes them harmless wherever they are shown.
"""

from crmsim.words.choice import wrong_choice
from crmsim.words.message import Message, message
from crmsim.words.numbers import roughly
from crmsim.words.reasons import recognised
from crmsim.words.teller import ENGLISH, LANGUAGES, PERCENT_UNITS, Teller

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "PERCENT_UNITS",
    "Message",
    "Teller",
    "message",
    "recognised",
    "roughly",
    "wrong_choice",
]

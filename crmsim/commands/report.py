"""``crmsim report``: the answer of a what-if as a page, a PDF, Markdown, or a text to paste."""

from __future__ import annotations

import click

from crmsim.commands import options
from crmsim.commands.say import say
from crmsim.words import Teller

FORMATS = ("html", "pdf", "md", "text")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path())
@click.option(
    "--format", "form", type=options.Choice(FORMATS), default="html", show_default=True,
    metavar=f"[{'|'.join(FORMATS)}]", help="A page, a PDF (needs crmsim[pdf]), Markdown, or a text of one A4 page.",
)  # fmt: skip
@click.option("--out", type=click.Path(), metavar="FILE", help="Where to write it; by default to DIR/report.")
@options.teller
def report(folder: str, form: str, out: str | None, teller: Teller) -> None:
    """Tell the what-if in DIR on one page that explains itself.

    The first page has the answer, the options in people and in money, how sure it is, what it hangs on and what is not
    in it; what stands behind it follows. The HTML file needs nothing else: it can be mailed, opened on a phone and
    printed. The text is for pasting into a case paper. DIR's runs are only read, and a file that is not an earlier
    report is never replaced.

    \b
    Examples:
      crmsim report outputs/whatif-ours
      crmsim report outputs/whatif-ours --language nb --format text --out saksframlegg.txt
    """
    from pathlib import Path

    from crmsim.report.page.write import check_pdf, write_report
    from crmsim.whatif.answer import Answer

    if form == "pdf":
        check_pdf()
    written = write_report(Answer.read(Path(folder)), Path(folder), form, teller, out)
    say(teller("Written: {file}", file=written))

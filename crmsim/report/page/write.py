"""A report as a file: which forms there are, where it goes, and that it replaces nothing of anybody else's."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path

from crmsim.errors import CrmsimError
from crmsim.report.page.html import as_html
from crmsim.report.page.letter import as_text
from crmsim.report.page.markdown import as_markdown
from crmsim.report.page.sections import report_of
from crmsim.results.folder import MARKER, Folder, file_errors, read_marker
from crmsim.results.leftovers import clear
from crmsim.results.whole import FILES, listed, sealed
from crmsim.scenario.sources import digest_of
from crmsim.store.place import REPORT
from crmsim.whatif.answer import Answer
from crmsim.whatif.budget import BudgetAnswer, kept
from crmsim.words import Teller, message

FORMATS: Mapping[str, str] = {"html": "html", "pdf": "pdf", "md": "md", "text": "txt"}  # how the file's name ends


def made(answer: Answer, form: str, teller: Teller, best: BudgetAnswer | None = None) -> bytes:
    """The report in one form of ``FORMATS``, with the best use of a budget where that was asked too.

    Raises
    ------
    CrmsimError
        For PDF where what makes it is not installed.
    """
    if form == "text":
        return as_text(answer, teller, best).encode()
    if form == "pdf":
        check_pdf()
    report = report_of(answer, teller, best)
    if form == "md":
        return as_markdown(report).encode()
    if form == "html":
        return as_html(report).encode()
    return _pdf(as_html(report, paper=True))


def check_pdf() -> None:
    """Refuse to make PDF where the extra is missing.

    Raises
    ------
    CrmsimError
        With what to install, and how to do without it.
    """
    if importlib.util.find_spec("weasyprint") is None:
        raise _no_pdf()


def write_report(answer: Answer, folder: Path, form: str, teller: Teller, out: str | Path | None = None) -> Path:
    """Write a report whole or not at all, to the folder's ``report/`` or to ``out``; returns where it is.

    A file that stands there is replaced only where it is what an earlier report left.

    Raises
    ------
    CrmsimError
        For a file that is somebody else's or was changed, one that cannot be written, and as :func:`made` and
        :func:`crmsim.whatif.budget.kept`.
    """
    content = made(answer, form, teller, kept(folder))
    if out is not None:
        target = Path(out)
        _check_name(out, target)
        _refuse_other(target, content, known=None)
        Folder(target.parent, "", False).write(target.name, lambda path: path.write_bytes(content))
        return target
    place = Folder(folder / REPORT, "", False)
    with file_errors(place.path):
        place.path.mkdir(exist_ok=True)
    clear(place.path)
    name = f"whatif-{teller.language}.{FORMATS[form]}"
    marked = read_marker(place.path) or {}
    known = listed(marked) or {}
    target = place.path / name
    _refuse_other(target, content, known.get(name))
    place.write(name, lambda path: path.write_bytes(content))
    provenance = {key: value for key, value in answer.trials.sweep.provenance.items() if key in ("crmsim", "content")}
    made_now = {**provenance, "kind": REPORT, "finished": True, FILES: {**known, name: digest_of(content)}}
    place.write_json(MARKER, sealed(made_now))
    return target


def _check_name(out: str | Path, target: Path) -> None:
    if not str(out).strip() or "\0" in str(out):
        raise CrmsimError(message("not the name of a file"), key="--out", value=str(out), expected="report.html")
    if target.is_dir():
        raise CrmsimError(
            message("is a folder"), file=target, key="--out", expected=message("the name of a file in it")
        )


def _refuse_other(target: Path, content: bytes, known: str | None) -> None:
    """Refuse a file that is neither what is about to be written nor what was written before."""
    with file_errors(target):
        if not target.exists():
            return
        if not target.is_file():
            raise CrmsimError(message("is a folder"), file=target, expected=message("the name of a file in it"))
        stands = target.read_bytes()
    if stands != content and digest_of(stands) != known:
        raise CrmsimError(
            message("is no report as it was written, and is not overwritten"), file=target,
            expected=message("a file that is not there yet; move this one away, or name another with --out"),
        )  # fmt: skip


def _pdf(page: str) -> bytes:
    """The page as PDF, with the headings, tables and language that a screen reader looks for."""
    try:
        from weasyprint import HTML
    except (ImportError, OSError):  # the latter where a system library is missing, as pango
        raise _no_pdf() from None
    result = HTML(string=page, url_fetcher=_nothing_fetched).write_pdf(pdf_variant="pdf/ua-1")
    return bytes(result)


def _nothing_fetched(url: str) -> dict[str, object]:
    raise ValueError(f"a report asks for nothing from elsewhere: {url}")


def _no_pdf() -> CrmsimError:
    return CrmsimError(
        message("PDF needs the extra crmsim[pdf] (WeasyPrint) and the system library Pango"), key="--format",
        value="pdf",
        expected=message("pip install 'crmsim[pdf]'; or --format html, and print it to PDF in a browser: it is laid "
                         "out for A4"),
    )  # fmt: skip

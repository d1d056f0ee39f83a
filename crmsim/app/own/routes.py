"""The paths of one's own organisation; all of them for whoever sits at the machine, none for guests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from crmsim.app.own import pages
from crmsim.app.own.files import MOST_FILE, PEOPLE, TIES, Kept, Own
from crmsim.app.own.form import Filled, filled, form_html, read, summary
from crmsim.app.own.work import Work, finished
from crmsim.app.page import page, token_field
from crmsim.app.sections import Shared
from crmsim.app.visitor import visitor
from crmsim.errors import CrmsimError
from crmsim.interview import Meaning, account, meanings_of, scenario_text
from crmsim.organisation import Organisation
from crmsim.report.page.html import POLICY, escaped
from crmsim.report.page.write import made
from crmsim.results.folder import MARKER
from crmsim.runner.made import made_of, organisation_of
from crmsim.whatif.answer import Answer
from crmsim.whatif.budget import kept as best_use
from crmsim.whatif.preview import Preview
from crmsim.whatif.trials import Trials
from crmsim.words import Teller

REPORT_POLICY = f"{POLICY}; frame-ancestors 'none'"
SCRIPT = ("own/own.js",)
MOST_TICKED = 40
MOST_FIELDS = 60


def routes(shared: Shared) -> list[BaseRoute]:
    """The routes."""
    kept, work = Kept(), Work()
    return own_routes(shared, kept, work)


def own_routes(shared: Shared, kept: Kept, work: Work) -> list[BaseRoute]:
    """The routes over a folder of organisations."""

    def found(request: Request) -> Own:
        own = kept.get(str(request.path_params["number"]))
        if own is None:
            raise HTTPException(404)
        return own

    async def front(request: Request) -> Response:
        teller = visitor(request).teller
        listed = [(own, _title(own, teller), work.progress(own)) for own in kept.all()]
        lead = teller(
            "Describe your organisation and the system you plan. The model then tries your plan and what else leaders "
            "could do, and tells what it would change, in people and in money, and how sure that is."
        )
        body = (
            f'<p class="lead">{escaped(lead)}</p>'
            f'<p><a class="go big next" href="/own/new">{escaped(teller("Answer some questions"))}</a></p>'
            f"{pages.list_html(listed, teller)}"
        )
        return page(request, teller("Your own organisation"), body)

    async def ask(request: Request) -> Response:
        return _form(request, Filled())

    async def answer(request: Request) -> Response:
        form = await request.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=2 * MOST_FILE)
        sent = filled({key: value for key, value in form.items() if isinstance(value, str)})
        own = None if sent.problems else await _made(shared, request, kept, sent)
        if own is None:
            return _form(request, sent, 400)
        return RedirectResponse(f"/own/{own.number}", 303)

    async def one(request: Request) -> Response:
        own, who = found(request), visitor(request)
        teller, token = who.teller, token_field(request)
        progress = work.progress(own)
        parts = [pages.work_html(own, progress, token, teller, work.busy())]
        if progress.state == "done":
            preview = await _preview(shared, who.session, own)
            chosen = list(dict.fromkeys(request.query_params.getlist("option")))[:MOST_TICKED]
            if request.headers.get("x-part") == "guessed":
                return HTMLResponse(pages.guessed_html(preview, chosen, teller))
            parts.append(pages.guess_html(own, preview, chosen, teller))
        text = _understood(own, teller)
        parts.append(
            f"<details{' open' if progress.state == 'none' else ''}><summary>"
            f"{escaped(teller('What was understood'))}</summary>{pages.understood_html(text)}"
            f'<p><a href="/own/{own.number}/scenario">{escaped(teller("The scenario as a file"))}</a></p></details>'
        )
        parts.append(pages.delete_html(own, token, teller))
        answer = page(request, _title(own, teller), "".join(parts), scripts=SCRIPT, data={"path": f"/own/{own.number}"})
        if progress.state == "running":
            answer.headers["refresh"] = str(pages.SOON * 6)  # where scripts do not run
        return answer

    async def progress(request: Request) -> Response:
        seen = work.progress(found(request))
        return JSONResponse({"state": seen.state, "line": seen.line})

    async def begin(request: Request) -> Response:
        own = found(request)
        work.begin(own, visitor(request).teller.language)
        return RedirectResponse(f"/own/{own.number}", 303)

    async def stop(request: Request) -> Response:
        own = found(request)
        await shared.pool.one(visitor(request).session, ("own stop", own.number), lambda: work.stop(own))
        return RedirectResponse(f"/own/{own.number}", 303)

    async def delete(request: Request) -> Response:
        own = found(request)

        def act() -> None:
            work.stop(own)
            kept.remove(own)

        await shared.pool.one(visitor(request).session, ("own delete", own.number), act)
        return RedirectResponse("/own", 303)

    async def report(request: Request) -> Response:
        own, who = found(request), visitor(request)
        text = await _answer_text(shared, who.session, own, "html", who.teller)
        return HTMLResponse(text, headers={"content-security-policy": REPORT_POLICY})

    async def plain(request: Request) -> Response:
        own, who = found(request), visitor(request)
        text = await _answer_text(shared, who.session, own, "text", who.teller)
        if "text/html" not in request.headers.get("accept", ""):
            return PlainTextResponse(text)
        back = f'<p><a href="/own/{own.number}">{escaped(_title(own, who.teller))}</a></p>'
        return page(request, who.teller("Text for a case paper"), f'{back}<pre class="paper">{escaped(text)}</pre>')

    async def scenario(request: Request) -> Response:
        own = found(request)
        headers = {"content-disposition": f'attachment; filename="{own.scenario_file.name}"'}
        return PlainTextResponse(own.scenario_file.read_text(encoding="utf-8"), headers=headers)

    return [
        Route("/own", front),
        Route("/own/new", ask, methods=["GET"]),
        Route("/own/new", answer, methods=["POST"]),
        Route("/own/{number}", one),
        Route("/own/{number}/progress", progress),
        Route("/own/{number}/whatif", begin, methods=["POST"]),
        Route("/own/{number}/stop", stop, methods=["POST"]),
        Route("/own/{number}/delete", delete, methods=["POST"]),
        Route("/own/{number}/report", report),
        Route("/own/{number}/text", plain),
        Route("/own/{number}/scenario", scenario),
    ]


def _form(request: Request, sent: Filled, status: int = 200) -> Response:
    teller = visitor(request).teller
    lead = teller(
        "It takes ten minutes. Where you do not know, say so: that becomes a range to try out, never a guess."
    )
    body = (
        f'<p class="lead">{escaped(lead)}</p>{summary(sent, teller)}'
        f'<form method="post" action="/own/new" id="questions">{token_field(request)}{form_html(sent, teller)}'
        f'<p><button class="main">{escaped(teller("That is it"))}</button></p></form>'
    )
    words = {"large": teller("That file is too large.")}
    return page(request, teller("Some questions"), body, scripts=SCRIPT, data={"most": MOST_FILE, "words": words},
                status=status)  # fmt: skip


async def _made(shared: Shared, request: Request, kept: Kept, sent: Filled) -> Own | None:
    """The organisation of a form; None where something in it has to be put right, which the form then says."""
    who = visitor(request)

    def act() -> Own | None:
        own = None
        try:
            own = kept.new(sent.files)
            files = [str(own.folder / name) for name in (PEOPLE, TIES)] if sent.files else []
            organisation, table = organisation_of(files, own.scenario_file)
            people = None if organisation is None else organisation.employees
            read(sent, people)
            if not sent.problems:
                meanings = meanings_of(sent.answers, people)
                text = scenario_text(meanings, who.teller, table, sent.title or None)
                made_of(text, own.scenario_file, files)
                kept.finish(own, text)
                _keep_account(own, meanings, files, organisation)
                return own
        except CrmsimError as error:
            sent.problems["files" if sent.files else str(error.key)] = error
        if own is not None:
            kept.remove(own)
        return None

    found: Own | None = await shared.pool.one(who.session, ("own new", id(sent)), act)
    return found


def _keep_account(own: Own, meanings: list[Meaning], files: list[str], organisation: Organisation | None) -> None:
    """What was understood, in both languages: it tells what was answered, whatever becomes of the scenario."""
    scenario = own.scenario()
    names = [Path(file).name for file in files]
    for language in ("en", "nb"):
        text = account(meanings, scenario, Teller(language, 10_000), names, organisation)
        (own.folder / f"understood-{language}.txt").write_text(text, encoding="utf-8")


def _understood(own: Own, teller: Teller) -> str:
    try:
        return (own.folder / f"understood-{teller.language}.txt").read_text(encoding="utf-8")
    except OSError:
        return ""


def _title(own: Own, teller: Teller) -> str:
    try:
        return pages.title_of(own.scenario(), teller)
    except CrmsimError:
        return own.number


async def _preview(shared: Shared, session: str, own: Own) -> Preview:
    found: Preview = await shared.pool.one(
        session, ("own preview", own.number, _seen(own)), lambda: Preview(Trials.read(own.whatif)), keep=True
    )
    return found


async def _answer_text(shared: Shared, session: str, own: Own, form: str, teller: Teller) -> str:
    """The report in one form."""
    if not finished(own):
        raise HTTPException(404)

    def act() -> str:
        return made(Answer.read(own.whatif), form, Teller(teller.language), best_use(own.whatif)).decode()

    name: Any = ("own report", own.number, _seen(own), form, teller.language)
    text: str = await shared.pool.one(session, name, act, keep=True)
    return text


def _seen(own: Own) -> int:
    """What differs between one what-if and the next of the same organisation."""
    try:
        return (own.whatif / MARKER).stat().st_mtime_ns
    except OSError:
        return 0

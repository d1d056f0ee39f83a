"""The app: lessons, sandbox and what else there is, served to a browser by ``crmsim app``.

How a section is added
-------------------
A section is a subpackage of this one that holds a :class:`crmsim.app.sections.Section` named ``SECTION``; nothing else
names it.
The front page and the navigation list it, its routes are served, and the files of its folder ``static`` too, as
``/static/NAME/FILE``::

    # crmsim/app/lead/__init__.py
    SECTION = Section("lead", 20, message("Lead it"), message("Two years as the leader of an office."), routes)

    # crmsim/app/lead/routes.py
    def routes(shared: Shared) -> list[Route]:
        async def front(request: Request) -> Response:
            who = visitor(request)  # session, token, teller, and whether it is whoever runs the server
            return page(request, who.teller("Lead it"), body, scripts=("lead/lead.js",), data={"weeks": 104})
        return [Route("/lead", front)]

Paths begin with ``/NAME``. Work that takes more than some milliseconds goes to ``shared.pool``. A page has no script
and no style of its own (the policy lets none run): scripts are files, and import what they share from
``/static/app.js``; data travels as ``data`` and is read by ``data()`` there. Whatever changes something is a POST, in
a form with the field that :func:`crmsim.app.page.token_field` makes, or by ``post()`` of ``app.js``; without the token
it never reaches the route. Guests, who came over the network with the code, meet only the paths that ``guests`` of the
part names; the rest is for who sits at the machine. A request has at most 64 kB unless ``uploads`` says otherwise.
"""

"""How the page looks: on a phone, a screen, a projector and on A4. The colours are those of every figure."""

from __future__ import annotations

from crmsim.report.style import INK, VERDICT_COLOURS

SERIF = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
CARDS = f"""@media (max-width: 40rem) {{
  .cards thead {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }}
  .cards, .cards tbody, .cards tr, .cards th, .cards td, .cards caption {{ display: block; text-align: left; }}
  .cards tr {{ border-bottom: 2px solid {INK}; padding: .5rem 0; }}
  .cards th, .cards td {{ border: 0; padding: .1rem 0; }}
  .cards th {{ font-weight: 700; }}
  .cards td::before {{ content: attr(data-label) ": "; color: #444; font-weight: 400; }}
}}
"""  # a table of many columns on a phone: a row becomes a card
CSS = f"""
:root {{ color-scheme: light; }}
* {{ box-sizing: border-box; }}
body {{ margin: 0; background: #fff; color: #222; font: 1rem/1.5 {SERIF}; overflow-wrap: break-word; }}
main, footer {{ max-width: 60rem; margin: 0 auto; padding: 0 1rem; }}
h1 {{ font-size: 1.7rem; line-height: 1.2; margin: 1.5rem 0 .3rem; }}
h2 {{ font-size: 1.25rem; line-height: 1.3; margin: 2.2rem 0 .5rem; border-top: 2px solid {INK}; padding-top: .6rem; }}
.first h2 {{ border: 0; margin-top: 1.2rem; padding: 0; }}
p {{ margin: .5rem 0; max-width: 46rem; }}
.question {{ font-size: 1.15rem; color: #444; }}
.leading {{ font-size: 1.15rem; font-weight: 600; }}
ul {{ margin: .4rem 0; padding-left: 1.2rem; max-width: 46rem; }}
li {{ margin: .2rem 0; }}
table {{ border-collapse: collapse; width: 100%; margin: .8rem 0; font-size: .94rem; }}
caption {{ text-align: left; font-weight: 600; padding: .3rem 0; }}
th, td {{ text-align: right; vertical-align: top; padding: .35rem .5rem; border-bottom: 1px solid #ccc; }}
td {{ font-variant-numeric: tabular-nums; }}
th[scope=row], th:first-child, .words th, .words td {{ text-align: left; font-weight: 500; }}
thead th {{ border-bottom: 2px solid {INK}; font-weight: 600; }}
td.better {{ color: {VERDICT_COLOURS["better"]}; font-weight: 600; }}
td.worse {{ color: {VERDICT_COLOURS["worse"]}; font-weight: 600; }}
figure {{ margin: 1rem 0; max-width: 44rem; break-inside: avoid; }}
svg {{ display: block; width: 100%; height: auto; }}
svg text {{ font-family: {SERIF}; font-size: 12px; fill: {INK}; }}
figcaption {{ font-size: .94rem; color: #333; margin: .3rem 0; }}
details {{ margin: .5rem 0; }}
summary {{ cursor: pointer; padding: .3rem 0; color: #1a4f8a; }}
:focus-visible {{ outline: 3px solid #1a4f8a; outline-offset: 2px; }}
footer {{ margin-top: 2.5rem; border-top: 1px solid #ccc; color: #444; font-size: .9rem; padding-bottom: 2rem; }}
{CARDS}@media (min-width: 100rem) {{ html {{ font-size: 125%; }} }}
@media print {{
  @page {{ size: A4; margin: 15mm 16mm; }}
  html {{ font-size: 9pt; }}
  body {{ line-height: 1.35; }}
  main, footer {{ max-width: none; padding: 0; }}
  h1 {{ margin-top: 0; }}
  h2 {{ margin-top: 1.2rem; break-after: avoid; }}
  .first {{ break-after: page; }}
  .first h2 {{ margin-top: .8rem; }}
  p, ul {{ max-width: none; }}
  tr, li {{ break-inside: avoid; }}
  thead, caption {{ break-after: avoid; }}
  tbody tr:first-child {{ break-before: avoid; }}
  .leading {{ font-size: 1.1rem; }}
  figure {{ max-width: 11.5cm; }}
  svg {{ max-height: 19cm; }}
  figcaption {{ break-before: avoid; }}
  details:not([open]) {{ display: none; }}
}}
"""

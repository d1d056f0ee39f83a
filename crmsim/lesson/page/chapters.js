// The lessons of one screen: a story, a bet, what came out, and how it stands with the source.

const CAST_OF = {
  energy: ["jonas"], spreads: ["jonas"], words: ["leila"], leads: ["mia", "tor"], watched: ["anne", "leila"],
  training: ["anne", "jonas"], points: ["leila", "tor"],
};
const STANDINGS = { agrees: "agrees", "in part": "part", disagrees: "disagrees" };
const CHOICE_STYLE = { giver: "giver", taker: "taker" };
const FREE_TOP = ["low_quality_share", "rejected_share", "output"]; // drawn to the highest value there is
const UNDISTURBED = "_spared"; // the same people without what happened: dotted, in the same colour

function chapterScreen(chapter) {
  const { name } = chapter;
  const facts = { ...chapter.facts, size: DATA.office.size };
  for (const [key, value] of Object.entries(chapter.facts)) {
    if (key === "user_share_higher_2") facts.lower = 1 - value;
  }
  chapter.differences.forEach(([first], place) => { facts[`verdict_${place + 1}`] = t(`verdict.${first.verdict}`); });
  return [
    h("div", { class: "story" }, CAST_OF[name].map((one) => face(one)), paragraph(t(`${name}.lead`, facts), "lead")),
    bet({
      id: name, question: t(`${name}.question`), right: chapter.right,
      options: chapter.bet.map((one) => [one, t(`${name}.bet.${one}`)]),
      reveal: () => [
        chapterFigure(chapter, chapter.drawn[0], facts),
        paragraph(t(`${name}.insight`, facts), "insight"),
        chapter.drawn.slice(1).map((drawn) => chapterFigure(chapter, drawn, facts)),
        h("section", { class: "chapter" },
          h("h2", { class: `standing ${STANDINGS[chapter.standing]}` }, t(`standing.${STANDINGS[chapter.standing]}`)),
          paragraph(t(`${name}.verdict`, facts)), paragraph(t(`${name}.put`, facts))),
        h("details", { class: "numbers" }, h("summary", {}, t("part.numbers")), verdictTable({
          names: tableNames(chapter),
          outcomes: chapter.outcomes, values: chapter.values, differences: chapter.differences,
        })),
        threeParts(name, facts),
        sourcePart(chapter.claims, null, has(`${name}.study`) ? t(`${name}.study`) : null),
        keepPart(name, facts),
        furtherPart(name),
      ],
    }),
  ];
}

function tableNames(chapter) {
  if (chapter.name === "spreads") return [t("spreads.table.spared"), t("spreads.table.hit")];
  return chapter.choices.map((one) => t(`${chapter.name}.choice.${one}`));
}

function chapterFigure(chapter, drawn, facts) {
  const value = { mean_energy: (x) => number(x, 2), output: (x) => number(x, 1) }[drawn] || percent;
  const lines = chapter.choices.map((one, place) => {
    const style = CHOICE_STYLE[one];
    const undisturbed = one.endsWith(UNDISTURBED);
    const of = undisturbed ? chapter.choices.indexOf(one.slice(0, -UNDISTURBED.length)) : place;
    return {
      name: t(`${chapter.name}.choice.${one}`), ...chapter.series[drawn][place], bandless: undisturbed,
      colour: style ? `var(--${style})` : `var(--choice${of})`, dash: undisturbed ? DASHES[2] : DASHES[of % DASHES.length],
    };
  });
  const weeks = lines[0].mean.length;
  const summary = listed(lines.map((line) => t("chapter.one", { name: line.name, value: value(defined(line.mean).at(-1)) })));
  const events = facts.week ? [{ week: facts.week, text: `${t("figure.week")} ${facts.week}` }] : [];
  return lineChart({
    title: t(`outcome.${drawn}`), summary: t("chapter.desc", { weeks, summary }), lines, value, events,
    most: FREE_TOP.includes(drawn) ? undefined : 1,
  });
}

// A number of an outcome in its unit, and a difference of two.
function inUnit(x, unit, change = false) {
  if (x === null) return "–";
  const sign = change && x > 0 ? "+" : "";
  if (unit === "share") return change ? sign + t("unit.points", { x: number(100 * x, 1) }) : percent(x);
  const digits = Math.abs(x) < 10 ? 2 : Math.abs(x) < 100 ? 1 : 0;
  return sign + number(x, digits);
}

// A row for each outcome and each alternative to the first: both values, the difference, its interval, the verdict.
function verdictTable({ names, outcomes, values, differences }) {
  const heads = [t("table.outcome"), names[0], t("table.against"), t("table.value"), t("table.difference"),
    t("table.interval"), t("table.verdict")];
  const rows = outcomes.flatMap(([name, unit], row) => differences.map((told, place) => {
    const { mean, low, high, verdict } = told[row];
    return [
      t(`outcome.${name}`), inUnit(values[0][row], unit), names[place + 1], inUnit(values[place + 1][row], unit),
      inUnit(mean, unit, true), t("figure.between", { low: bare(low, unit), high: bare(high, unit) }),
      h("span", { class: `verdict ${verdict.replaceAll(" ", "-")}` }, t(`verdict.${verdict}`)),
    ];
  }));
  return tableOf(heads, rows, t("table.caption", { runs: DATA.runs }));
}

// An end of an interval, its unit left out.
function bare(x, unit) {
  if (x === null) return "–";
  return unit === "share" ? number(100 * x, 1) : inUnit(x, unit);
}

function threeParts(name, facts = {}) {
  return h("div", { class: "cards three" }, ["notice", "try", "extend"].map((part) =>
    h("section", { class: "card" }, h("h2", {}, t(`part.${part}`)), paragraph(t(`${name}.${part}`, facts)))));
}

const KINDS = {
  input: "input", descriptive: "descriptive", "by construction": "construction", emergent: "emergent",
};

function sourcePart(claims, verdict, study = null) {
  return h("section", { class: "source" },
    h("h2", {}, t("part.source")),
    verdict ? paragraph(verdict) : null,
    h("ul", {}, claims.map((id) => {
      const { text, source, kind } = DATA.claims[id];
      return h("li", {}, t("part.claim", { id, text: text[state.language] }), " ",
        h("span", { class: "from" }, t("part.claim.from", { source, kind: t(`kind.${KINDS[kind]}`) })));
    }), study ? h("li", {}, study) : null));
}

function keepPart(name, facts = {}) {
  return [
    h("section", { class: "keep" }, h("h2", {}, t("part.sentence")), h("blockquote", {}, t(`${name}.sentence`, facts))),
    h("section", { class: "exam" }, h("h2", {}, t("part.exam")), paragraph(t(`${name}.exam`, facts)),
      h("details", {}, h("summary", {}, t("part.answer")), paragraph(t(`${name}.answer`, facts)))),
  ];
}

function furtherPart(name) {
  const next = LESSONS[LESSONS.findIndex((one) => one.name === name) + 1];
  return h("p", { class: "further" },
    next ? h("a", { class: "go", href: address(next.name, 1) }, t("part.next", { lesson: t(`lesson.${next.name}`) })) : null,
    " ", h("a", { class: "go", href: address("home", 1) }, t("part.all")));
}

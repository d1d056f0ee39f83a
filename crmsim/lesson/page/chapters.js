// The lessons of one screen: a story, a bet, what came out, and how it stands with the source.

const CAST_OF = {
  energy: ["jonas"], spreads: ["jonas"], words: ["leila"], leads: ["mia", "tor"], watched: ["anne", "leila"],
  training: ["anne", "jonas"], points: ["leila", "tor"],
};
const STANDINGS = { agrees: "agrees", "in part": "part", open: "open", disagrees: "disagrees" };
const CHOICE_STYLE = { giver: "giver", taker: "taker" };
const FREE_TOP = ["low_quality_share", "rejected_share", "output"]; // drawn to the highest value there is
const UNDISTURBED = "_spared"; // the same people without what happened: dotted, in the same colour

function chapterScreen(chapter) {
  const { name } = chapter;
  const facts = { ...chapter.facts, size: DATA.office.size };
  for (const [key, value] of Object.entries(chapter.facts)) {
    if (key === "user_share_higher_2") facts.lower = 1 - value;
  }
  for (const [place, [first]] of chapter.differences.entries()) facts[`verdict_${place + 1}`] = t(`verdict.${first.verdict}`);
  return [
    h("div", { class: "story" }, CAST_OF[name].map((one) => face(one)), paragraph(t(`${name}.lead`, facts), "lead")),
    bet({
      id: name, question: t(`${name}.question`), right: chapter.right, untold: chapter.said.bet,
      options: chapter.bet.map((one) => [one, t(`${name}.bet.${one}`)]),
      reveal: (heard = new Set(Object.values(chapter.said).filter(({ as }) => as !== "otherwise").map(untold))) => [
        chapterFigure(chapter, chapter.drawn[0], facts),
        paragraphs(heard, [said(name, "insight", facts)], "insight"),
        chapter.drawn.slice(1).map((drawn) => chapterFigure(chapter, drawn, facts)),
        h("section", { class: "chapter" },
          standingPart(chapter.heading, chapter.said.standing),
          paragraphs(heard, [said(name, "verdict", facts), said(name, "put", facts)])),
        h("details", { class: "numbers" }, h("summary", {}, t("part.numbers")), verdictTable({
          names: tableNames(chapter),
          outcomes: chapter.outcomes, values: chapter.values, differences: chapter.differences,
        })),
        threeParts(name, facts, heard),
        sourcePart(chapter.claims, null, has(`${name}.study`) ? t(`${name}.study`) : null),
        keepPart(name, facts, heard),
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

// Why something is not told: too few runs for any verdict, more runs than these, or it came otherwise than usual.
function untold({ as, needed }) {
  const blanks = { runs: DATA.runs, needed: needed === null ? "" : number(needed) };
  if (as === "open" && needed === null) return t("untold.more", blanks);
  return t(`untold.${as}`, blanks);
}

// A text of a lesson, where its runs bear it out; the one for what came, where there are several; else why it is not.
function said(name, part, facts = {}) {
  const chapter = DATA.chapters.find((one) => one.name === name);
  const key = `${stemOf(name)}.${part}`;
  const why = chapter ? chapter.said[part] : DATA.stylesSaid[key];
  if (why) return untold(why);
  const one = chapter ? `${key}.${chapter.right}` : key;
  return has(one) ? t(one, facts) : t(key, facts);
}

// A text that this screen has not shown yet, else null: why something is not told is told once.
function unheard(heard, text) {
  if (heard.has(text)) return null;
  heard.add(text);
  return text;
}

// Texts as paragraphs, those left out that were shown.
function paragraphs(heard, texts, kind) {
  return texts.map((text) => unheard(heard, text)).filter(Boolean).map((text) => paragraph(text, kind));
}

// How it stands with the source; where the register of claims says less than the lesson, that and why.
function standingPart({ standing, here, claims, worlds }, why = null, level = "h2") {
  return [
    h(level, { class: `standing ${STANDINGS[standing]}` }, t(`standing.${STANDINGS[standing]}`)),
    claims.length ? paragraph(t(`standing.why.${STANDINGS[here]}.${STANDINGS[standing]}`, {
      worlds: number(worlds), claims: listed(claims),
    })) : null,
    why ? paragraph(untold(why)) : null,
  ];
}

function threeParts(name, facts = {}, heard = new Set()) {
  const cards = ["notice", "try", "extend"].map((part) => [part, paragraphs(heard, [said(name, part, facts)])]);
  return h("div", { class: "cards three" }, cards.filter(([, texts]) => texts.length).map(([part, texts]) =>
    h("section", { class: "card" }, h("h2", {}, t(`part.${part}`)), texts)));
}

const KINDS = {
  input: "input", descriptive: "descriptive", "by construction": "construction", emergent: "emergent",
};

function sourcePart(claims, verdict, study = null, heard = new Set()) {
  return h("section", { class: "source" },
    h("h2", {}, t("part.source")),
    verdict ? paragraphs(heard, verdict) : null,
    h("ul", {}, claims.map((id) => {
      const { text, source, kind } = DATA.claims[id];
      return h("li", {}, t("part.claim", { id, text: text[state.language] }), " ",
        h("span", { class: "from" }, t("part.claim.from", { source, kind: t(`kind.${KINDS[kind]}`) })));
    }), study ? h("li", {}, study) : null));
}

function keepPart(name, facts = {}, heard = new Set()) {
  const [sentence, exam, answer] = ["sentence", "exam", "answer"].map((part) => unheard(heard, said(name, part, facts)));
  return [
    sentence ? h("section", { class: "keep" }, h("h2", {}, t("part.sentence")), h("blockquote", {}, sentence)) : null,
    exam ? h("section", { class: "exam" }, h("h2", {}, t("part.exam")), paragraph(exam),
      answer ? h("details", {}, h("summary", {}, t("part.answer")), paragraph(answer)) : null) : null,
  ].filter(Boolean);
}

function furtherPart(name) {
  const next = LESSONS[LESSONS.findIndex((one) => one.name === name) + 1];
  return h("p", { class: "further" },
    next ? h("a", { class: "go", href: address(next.name, 1) }, t("part.next", { lesson: t(`lesson.${next.name}`) })) : null,
    " ", h("a", { class: "go", href: address("home", 1) }, t("part.all")));
}

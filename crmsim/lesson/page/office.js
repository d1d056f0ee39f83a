// The end of the first lesson: an office with ever more takers, who serves customers, and what somebody weighed.

const looked = { outcome: "help_rate", who: "tor" };
const MIX_COLOURS = ["#6B7280", "#333333", "#E58A4B", "var(--taker)"];
const ASKED_MIX = 2; // the mix that is bet on

function office() {
  const { takers, told, outcomes, size, offers, right } = DATA.office;
  const at = (mix, name) => told[mix][outcomes.indexOf(name)];
  const all = takers.length - 1;
  const wanted = at(ASKED_MIX, "help_rate");
  const blanks = {
    help: wanted, help_all: at(all, "help_rate"), bad_all: at(all, "low_quality_share"),
    left: at(1, "departures"), left_all: at(all, "departures"),
    users: at(1, "user_share"), users_all: at(all, "user_share"),
  };
  return [
    paragraph(t("s8.lead", { size, usual: takers[1], help: at(1, "help_rate") }), "lead"),
    bet({
      id: "office", question: t("s8.question", { share: takers[ASKED_MIX] }), right, untold: DATA.stylesSaid.office,
      options: offers.map((one) => [String(one), t("s8.about", { x: one })]),
      reveal: () => [mixFigure(), paragraph(toldOrWhy("s8.insight", blanks), "insight"), mixTable(),
        h("details", { class: "more" }, h("summary", {}, t("s8.more")), serving(), weighing())],
    }),
  ];
}

function mixFigure() {
  const place = h("div", {});
  const names = Object.keys(DATA.office.mixes[0]);
  const render = () => {
    const lines = DATA.office.takers.map((share, mix) => ({
      name: t("s8.line", { share }), colour: MIX_COLOURS[mix], dash: DASHES[(mix + 3) % 4], thick: mix === ASKED_MIX,
      ...DATA.office.mixes[mix][looked.outcome],
    }));
    const summary = listed(lines.map((line) => t("chapter.one", {
      name: line.name, value: percent(defined(line.mean).at(-1)),
    })));
    place.replaceChildren(lineChart({
      title: t("s8.figure", { outcome: t(`outcome.${looked.outcome}`) }), summary: t("s8.desc", { summary }), lines,
      value: percent, most: 1,
    }));
  };
  render();
  return h("section", {},
    choose(t("s8.outcome"), names.map((name) => [name, t(`outcome.${name}`)]), looked.outcome,
      (value) => { looked.outcome = value; render(); }, "choices small"),
    place);
}

function mixTable() {
  const { takers, told, outcomes, differences } = DATA.office;
  const others = takers.map((_, mix) => mix).filter((mix) => mix !== 1);
  const units = { departures: "people" };
  return h("details", { class: "numbers" }, h("summary", {}, t("part.numbers")), verdictTable({
    names: [1, ...others].map((mix) => t("s8.line", { share: takers[mix] })),
    outcomes: outcomes.map((name) => [name, units[name] || (name === "mean_energy" ? "index" : "share")]),
    values: [1, ...others].map((mix) => told[mix]),
    differences,
  }));
}

function serving() {
  const { mean, low, high, against_takers: against } = DATA.office.served;
  const written = Object.fromEntries(STYLES.map((style) => [style, number(mean[style], 2, 2)]));
  return h("section", { class: "chapter" },
    h("h2", {}, t("s8.serves.title")),
    standingPart(DATA.office.heading, DATA.stylesSaid.standing, "p"),
    paragraph(t(DATA.stylesSaid["s8.serves.lead"] ? "s8.serves.open" : "s8.serves.lead", {
      giver: t(`verdict.${against.giver.verdict}`), matcher: t(`verdict.${against.matcher.verdict}`),
    })),
    barChart({
      title: t("s8.serves.figure"), summary: t("s8.serves.desc", written), heads: [t("table.style"), t("outcome.output")], from: 0,
      note: t("figure.band", { runs: DATA.runs }),
      bars: STYLES.map((style) => ({
        name: t(`Styles.${style}`), value: mean[style], low: low[style], high: high[style],
        colour: `var(--${style})`, style, text: written[style],
      })),
    }));
}

// A request that Mia, Tor or Anne met, with everything that was weighed.
function weighing() {
  const place = h("div", { "aria-live": "polite" });
  const there = STYLES.map((style) => CAST[style]).filter((name) => DATA.office.asked[name]);
  const render = () => {
    const name = there.includes(looked.who) ? looked.who : there[0];
    const { week, outcome, chance, terms } = DATA.office.asked[name];
    const style = STYLES.find((one) => CAST[one] === name);
    const bars = terms.filter(([, points]) => Math.abs(points) >= 0.5).map(([term, points]) => ({
      name: t(`term.${term}`), value: points, colour: `var(--${style})`,
      text: `${points > 0 ? "+" : ""}${number(points, 0)}`,
    }));
    const unlikely = outcome === "granted" ? chance < 0.3 : chance > 0.7;
    place.replaceChildren(
      paragraph(t(`s8.why.${outcome}`, { week, name: t(`name.${name}`), chance })),
      unlikely ? paragraph(t("s8.why.chance")) : "",
      barChart({
        title: t("s8.why.figure", { name: t(`name.${name}`) }), bars, heads: [t("table.weighed"), t("unit.of.points")],
        summary: t("s8.why.desc", { summary: listed(bars.map((bar) => `${bar.name} ${bar.text}`)) }),
      }));
  };
  render();
  return h("section", { class: "why" },
    choose(t("s8.why.title"), there.map((name) => [name, t(`name.${name}`), face(name)]), looked.who,
      (value) => { looked.who = value; render(); }, "choices faces"),
    place);
}

function seen() {
  const heard = new Set();
  return [
    threeParts("styles", {}, heard),
    sourcePart(DATA.stylesClaims, ["hundred", "office", "serves"].map((part) => said("styles", `verdict.${part}`)), null, heard),
    keepPart("styles", {}, heard),
    furtherPart("styles"),
  ];
}

// The first lesson, from two people to a hundred.

const memory = { asked: {}, you: null, tried: {}, who: "tor", week: 2, first: true };

function bubble(name, said) {
  return h("p", { class: `bubble ${said ? "yes" : "no"}` }, t(`s1.${said ? "yes" : "no"}.${name}`));
}

// What somebody of this style answers the first and the second time, and what you answered in between: from the runs.
function answersOf(style, you) {
  const rounds = DATA.favours.pairs[you][style];
  return { first: rounds[0][1] === 1, second: rounds[1][1] === 1 };
}

function fiveMinutes() {
  const insight = h("div", { class: "insight", hidden: true });
  const finish = () => {
    if (STYLES.some((style) => !memory.asked[CAST[style]])) return;
    const yes = STYLES.filter((style) => answersOf(style, "yes").first).map((style) => t(`name.${CAST[style]}`));
    insight.replaceChildren(paragraph(t("s1.insight", { yes: listed(yes) })));
    insight.hidden = false;
  };
  const cards = STYLES.map((style) => {
    const name = CAST[style];
    const card = h("div", { class: "card person" });
    const render = () => {
      const { first } = answersOf(style, "yes");
      const asked = memory.asked[name];
      card.replaceChildren(
        face(name, asked && !first ? "flat" : "smile", false),
        h("h2", {}, t(`who.${name}`)),
        asked ? bubble(name, first) : button(t(`s1.ask.${name}`), () => {
          memory.asked[name] = true;
          render();
          say(t(`s1.${first ? "yes" : "no"}.${name}`));
          finish();
        }, { class: "main" }));
    };
    render();
    return card;
  });
  finish();
  return [paragraph(t("s1.lead"), "lead"), h("div", { class: "cards" }, cards), insight];
}

function theyAsk() {
  const place = h("div", {});
  const render = () => {
    if (!memory.you) return;
    const cards = STYLES.map((style) => {
      const name = CAST[style];
      const { first, second } = answersOf(style, memory.you);
      return h("div", { class: `card person ${style}` },
        face(name, second ? "smile" : "no"),
        h("h2", {}, mark(style), t(`name.${name}`)),
        h("p", { class: "round" }, t("s2.first")), bubble(name, first),
        h("p", { class: "round" }, t("s2.second")), bubble(name, second),
        h("p", { class: "tag" }, first === second ? t("s2.same") : t("s2.changed")));
    });
    const both = memory.tried.yes && memory.tried.no;
    place.replaceChildren(h("div", { class: "cards" }, cards),
      h("div", { class: "insight" }, both ? paragraph(t("s2.insight")) : paragraph(t("s2.try"))));
  };
  const answer = (value) => {
    memory.you = value;
    memory.tried[value] = true;
    render();
    say(memory.tried.yes && memory.tried.no ? t("s2.insight") : t("s2.try"));
  };
  render();
  return [paragraph(t("s2.lead"), "lead"),
    choose(t("s2.you"), [["yes", t("s2.you.yes")], ["no", t("s2.you.no")]], memory.you, answer, "choices plain"),
    place];
}

function stylesThere(variant) {
  return STYLES.filter((style) => DATA.favours.variants[variant].sum[style]);
}

function ahead(variant, week) {
  const { sum } = DATA.favours.variants[variant];
  return stylesThere(variant).sort((a, b) => sum[b].mean[week - 1] - sum[a].mean[week - 1]);
}

// The first week after which takers have not gained most; null where they lead to the end.
function overtaken(variant) {
  for (let week = 1; week <= DATA.favours.weeks; week += 1) if (ahead(variant, week)[0] !== "taker") return week;
  return null;
}

function styleLines(variant) {
  const { sum } = DATA.favours.variants[variant];
  return stylesThere(variant).map((style, place) => ({
    name: t(`Styles.${style}`), colour: `var(--${style})`, dash: DASHES[place], style,
    mean: sum[style].mean.map(asHours), low: sum[style].low.map(asHours), high: sum[style].high.map(asHours),
  }));
}

function sumsAfter(variant, week) {
  return listed(ahead(variant, week).map((style) => t("s4.one", {
    style: t(`styles.${style}`), hours: hours(DATA.favours.variants[variant].sum[style].mean[week - 1]),
  })));
}

function sumsChart(variant, title, weeks, same) {
  return lineChart({
    title: `${title} (${t("s4.axis")})`, lines: styleLines(variant), weeks, value: (x) => number(x), same,
    summary: t("s4.desc", { weeks, summary: sumsAfter(variant, weeks) }),
  });
}

function styleOptions() {
  return STYLES.map((style) => [style, t(`styles.${style}`)]);
}

function hundred() {
  const { count, week } = DATA.favours.variants.usual;
  const won = Object.fromEntries(STYLES.map((style) => [style, week[style].mean[0]]));
  const best = ahead("usual", 1)[0];
  const texts = Object.fromEntries(STYLES.map((style) => [style, t("unit.hours", { x: number(asHours(won[style]), 1) })]));
  const crowdOf = STYLES.map((style) => h("span", { class: "count" }, mark(style), `${count[style]} ${t(`styles.${style}`)}`));
  return [
    paragraph(t("s3.lead", { ...count, cost: DATA.favours.cost * MINUTES, gain: DATA.favours.gain * MINUTES }), "lead"),
    h("p", { class: "counts" }, crowdOf),
    bet({
      id: "week", question: t("s3.question"), options: styleOptions(), right: best,
      reveal: () => [
        barChart({
          title: t("s3.figure"), summary: t("s3.desc", texts), heads: [t("table.style"), t("s3.value")], note: t("figure.same"),
          bars: STYLES.map((style) => ({
            name: t(`Styles.${style}`), value: asHours(won[style]), colour: `var(--${style})`, style, text: texts[style],
          })),
        }),
        paragraph(t("s3.insight", { best: t(`Styles.${best}`) }), "insight"),
      ],
    }),
  ];
}

function year() {
  const last = DATA.favours.weeks;
  const reveal = () => {
    const place = h("div", {});
    const draw = () => place.replaceChildren(sumsChart("usual", t("s4.figure"), memory.first ? 8 : last, true));
    draw();
    const turn = overtaken("usual");
    return [
      choose(t("figure.show"), [["first", t("figure.weeks.first")], ["all", t("figure.weeks.all")]],
        memory.first ? "first" : "all", (value) => { memory.first = value === "first"; draw(); }, "choices small"),
      place,
      paragraph(turn ? t("s4.insight", { lead: turn - 1, overtaken: turn }) : t("s4.never"), "insight"),
      whyPanel("usual"),
    ];
  };
  return [paragraph(t("s4.lead"), "lead"),
    bet({ id: "year", question: t("s4.question"), options: styleOptions(), right: ahead("usual", last)[0], reveal })];
}

// Mia, Tor or Anne in a week: who says yes to them, and to how many they do.
function whyPanel(variant) {
  const people = DATA.favours.people[variant];
  const place = h("div", { "aria-live": "polite" });
  const render = () => {
    const name = memory.who;
    const { seat, got, gave } = people[name];
    const styles = [...people.styles].filter((_, other) => other !== seat)
      .map((letter) => STYLES.find((style) => style[0] === letter));
    const said = [...got[memory.week - 1]];
    const yes = said.filter((one) => one === "1").length;
    const given = [...gave[memory.week - 1]].filter((one) => one === "1").length;
    const counts = STYLES.map((style) => {
      const there = said.filter((_, other) => styles[other] === style);
      return [t(`styles.${style}`), there.filter((one) => one === "1").length, there.length];
    });
    const summary = listed(counts.map(([word, some, all]) => t("s4.why.count", { yes: some, all, styles: word })));
    place.replaceChildren(
      crowd(t("s4.why.figure", { name: t(`name.${name}`), week: memory.week }), t("s4.why.desc", { summary }), styles,
        said, tableOf([t("table.style"), t("s4.yes"), t("s4.no")], counts.map(([word, some, all]) => [word, some, all - some]))),
      h("p", {}, t("s4.why.told", {
        week: memory.week, yes, all: said.length, name: t(`name.${name}`), gave: given,
      })),
      paragraph(t(`s4.why.${name}`, {
        chance: DATA.favours.why.tor.chance, takers: DATA.favours.variants[variant].count.taker,
      })));
  };
  const slider = fresh("week");
  const told = h("output", { for: slider }, t("s4.why.week", { week: memory.week }));
  render();
  return h("section", { class: "why" },
    choose(t("s4.why.title"), STYLES.map((style) => [CAST[style], t(`name.${CAST[style]}`), face(CAST[style])]),
      memory.who, (value) => { memory.who = value; render(); }, "choices faces"),
    h("p", { class: "slider" },
      h("label", { for: slider }, t("s4.why.slider")),
      h("input", {
        type: "range", id: slider, min: 1, max: DATA.favours.weeks, value: memory.week,
        oninput: (event) => {
          memory.week = Number(event.target.value);
          told.textContent = t("s4.why.week", { week: memory.week });
          render();
        },
      }), told),
    place);
}

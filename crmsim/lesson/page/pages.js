// The start page, the page for the teacher, the sheet for the class, and how the page was made.

const MINUTES_EACH = { styles: 5, energy: 4, spreads: 4, words: 5, leads: 4, watched: 4, training: 5, points: 4 };
const SHEET = [1, 2, 3, 4, 5, 6, 7];
const NOTES = [1, 2, 3, 4];

function homePage() {
  return [
    h("h1", { tabindex: "-1" }, t("home.title")),
    paragraph(t("home.lead"), "lead"),
    h("p", {}, h("a", { class: "go big", href: address("styles", 1) }, t("home.start"))),
    h("h2", {}, t("home.cast")),
    h("ul", { class: "cast" }, NAMES.map((name) => h("li", {}, face(name, "smile", false), t(`who.${name}`)))),
    h("h2", {}, t("home.lessons")),
    h("ol", { class: "lessons" }, LESSONS.map(({ name }) => h("li", {},
      h("a", { href: address(name, 1) }, t(`lesson.${name}`)),
      h("span", { class: "minutes" }, t("home.minutes", { minutes: MINUTES_EACH[name] }))))),
    paragraph(t("home.honest", { version: DATA.version }), "note"),
    h("p", { class: "note" }, t("nav.keys")),
  ];
}

function aboutPage() {
  const blanks = { version: DATA.version, runs: DATA.runs, first: DATA.seed, last: DATA.seed + DATA.runs - 1 };
  return [
    h("h1", { tabindex: "-1" }, t("about.title")),
    [1, 2, 3, 4, 5, 6].map((one) => paragraph(t(`about.${one}`, blanks))),
    paragraph(t("about.sources")),
  ];
}

// The lessons as the keys of their texts: the first has its own.
function stemOf(name) {
  return name === "styles" ? "s9" : name;
}

function factsOf(name) {
  const chapter = DATA.chapters.find((one) => one.name === name);
  return chapter ? { ...chapter.facts, size: DATA.office.size } : {};
}

function teacherPage() {
  return [
    h("h1", { tabindex: "-1" }, t("teacher.title")),
    paragraph(t("teacher.lead"), "lead"),
    h("p", { class: "screen-only further" }, button(t("teacher.print"), () => window.print()),
      h("a", { class: "go", href: address("sheet", 1) }, t("teacher.sheet"))),
    tableOf([t("teacher.when"), t("teacher.screen"), t("teacher.do")],
      SHEET.map((row) => ["when", "screen", "do"].map((column) => t(`teacher.${row}.${column}`))), t("teacher.title")),
    h("h2", {}, t("teacher.notes")),
    h("ul", {}, NOTES.map((note) => h("li", {}, t(`teacher.note.${note}`)))),
    h("h2", {}, t("teacher.each")),
    h("ul", {}, LESSONS.map(({ name }) => h("li", {},
      h("strong", {}, t(`lesson.${name}`)), h("br"), said(name, "teacher")))),
    h("h2", {}, t("teacher.sentences")),
    h("ul", {}, LESSONS.map(({ name }) => h("li", {},
      h("strong", {}, t(`lesson.${name}`)), h("br"), said(name, "sentence", factsOf(name))))),
    h("h2", {}, t("teacher.exams")),
    LESSONS.map(({ name }) => h("section", { class: "exam" },
      h("h3", {}, t(`lesson.${name}`)),
      paragraph(said(name, "exam", factsOf(name))),
      paragraph(`*${t("part.answer")}:* ${said(name, "answer", factsOf(name))}`))),
  ];
}

// What each lesson lets one bet on: its questions, each with the answers there are.
function betsOf(name) {
  if (name !== "styles") {
    const { bet } = DATA.chapters.find((one) => one.name === name);
    return [[t(`${name}.question`, factsOf(name)), bet.map((one) => t(`${name}.bet.${one}`))]];
  }
  const styles = STYLES.map((style) => t(`styles.${style}`));
  return [["s3.question", styles], ["s4.question", styles], ["s5.question", ["soon", "late", "never"].map((one) => t(`s5.bet.${one}`))],
    ["s6.question", styles]].map(([key, answers]) => [`${t(`s${key[1]}.title`)}: ${t(key)}`, answers]);
}

const printed = { lesson: "all", when: "before" };

// To print, a page for each lesson: one to bet on with nothing of what comes out, and one for afterwards.
function sheetPage() {
  const place = h("div", {});
  const lines = (...parts) => parts.map((part) => h("div", { class: "write" }, h("p", {}, t(`sheet.${part}`))));
  const before = (name) => [
    name === "styles" ? null : paragraph(t(`${name}.lead`, factsOf(name))),
    h("h3", {}, t("sheet.bet")),
    betsOf(name).map(([question, answers]) => h("div", { class: "boxes" }, paragraph(question),
      h("ul", {}, answers.map((answer) => h("li", {}, answer))))),
    lines("because", "came", "put", "sentence"),
  ];
  const after = (name) => [
    h("h3", {}, t("part.sentence")), paragraph(said(name, "sentence", factsOf(name))),
    h("h3", {}, t("part.extend")), paragraph(said(name, "extend", factsOf(name))), lines("own"),
    h("h3", {}, t("sheet.exam")), paragraph(said(name, "exam", factsOf(name))), lines("answer", "more"),
  ];
  const sheet = (name) => h("section", { class: "sheet" },
    h("h2", {}, t(`lesson.${name}`), h("span", { class: "name" }, t("sheet.name"))),
    printed.when === "before" ? before(name) : after(name));
  const render = () => place.replaceChildren(
    ...LESSONS.filter(({ name }) => printed.lesson === "all" || printed.lesson === name).map(({ name }) => sheet(name)));
  render();
  return [
    h("h1", { tabindex: "-1", class: "screen-only" }, t("sheet.title")),
    h("div", { class: "screen-only" },
      paragraph(t("sheet.lead"), "lead"),
      choose(t("sheet.which"), [["all", t("sheet.all")], ...LESSONS.map(({ name }) => [name, t(`lesson.${name}`)])],
        printed.lesson, (value) => { printed.lesson = value; render(); }, "choices small"),
      choose(t("sheet.when"), ["before", "after"].map((one) => [one, t(`sheet.${one}`)]),
        printed.when, (value) => { printed.when = value; render(); }, "choices small"),
      h("p", {}, button(t("sheet.print"), () => window.print(), { class: "main" }))),
    place,
  ];
}

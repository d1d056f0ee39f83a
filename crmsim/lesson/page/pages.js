// The start page, the sheet for the teacher, and how the page was made.

const MINUTES_EACH = { styles: 8, energy: 4, spreads: 4, words: 5, leads: 4, watched: 4, points: 4 };
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
    h("p", { class: "screen-only" }, button(t("teacher.print"), () => window.print())),
    tableOf([t("teacher.when"), t("teacher.screen"), t("teacher.do")],
      SHEET.map((row) => ["when", "screen", "do"].map((column) => t(`teacher.${row}.${column}`))), t("teacher.title")),
    h("h2", {}, t("teacher.notes")),
    h("ul", {}, NOTES.map((note) => h("li", {}, t(`teacher.note.${note}`)))),
    h("h2", {}, t("teacher.sentences")),
    h("ul", {}, LESSONS.map(({ name }) => h("li", {},
      h("strong", {}, t(`lesson.${name}`)), h("br"), t(`${stemOf(name)}.sentence`, factsOf(name))))),
    h("h2", {}, t("teacher.exams")),
    LESSONS.map(({ name }) => h("section", { class: "exam" },
      h("h3", {}, t(`lesson.${name}`)),
      paragraph(t(`${stemOf(name)}.exam`, factsOf(name))),
      paragraph(`*${t("part.answer")}:* ${t(`${stemOf(name)}.answer`, factsOf(name))}`))),
  ];
}

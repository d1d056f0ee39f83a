// Which page is shown: the address has language, page and step (#nb/styles/4), so it can be kept and sent.

const STYLE_STEPS = [fiveMinutes, theyAsk, hundred, year, alone, misunderstood, sorting, office, seen];
const LESSONS = [
  { name: "styles", steps: STYLE_STEPS.length },
  ...DATA.chapters.map((chapter) => ({ name: chapter.name, steps: 1 })),
];

function address(page, step, language = state.language) {
  return `#${language}/${page}/${step}`;
}

// Language, page and step as the address has them, or the nearest that there are.
function read() {
  const [language, page, step] = window.location.hash.slice(1).split("/");
  const wished = DATA.languages.find((one) => one === language);
  if (wished) state.language = wished;
  const lesson = LESSONS.find((one) => one.name === page);
  // Whoever opens the file is asked for five minutes at once; the list of lessons is a click away.
  state.page = lesson || ["home", "teacher", "sheet", "about"].includes(page) ? page : LESSONS[0].name;
  const steps = lesson ? lesson.steps : 1;
  state.step = Math.min(Math.max(1, Math.round(Number(step)) || 1), steps);
}

// The steps before and after the one shown, across lessons; null where there is none.
function beside(by) {
  const at = LESSONS.findIndex((one) => one.name === state.page);
  if (at < 0) {
    if (by > 0) return state.page === "home" ? { page: "styles", step: 1 } : null;
    return state.page === "home" ? null : { page: "home", step: 1 };
  }
  const step = state.step + by;
  if (step >= 1 && step <= LESSONS[at].steps) return { page: state.page, step };
  const other = LESSONS[at + by];
  if (other) return { page: other.name, step: by > 0 ? 1 : other.steps };
  return by < 0 ? { page: "home", step: 1 } : null;
}

function header() {
  const other = DATA.languages.find((one) => one !== state.language);
  const link = (page, text) => h("a", {
    href: address(page, 1), "aria-current": state.page === page ? "page" : null,
  }, text);
  return [
    h("a", { class: "brand", href: address("home", 1), "aria-label": t("brand.long") }, t("brand")),
    h("nav", { "aria-label": t("nav.main") }, link("home", t("nav.lessons")), link("teacher", t("nav.teacher")),
      link("sheet", t("nav.sheet")), link("about", t("nav.about"))),
    room ? room.link() : null,
    other ? h("a", {
      class: "language", href: address(state.page, state.step, other), lang: other, hreflang: other,
    }, t("language.other")) : null,
  ];
}

function footer() {
  const lesson = LESSONS.find((one) => one.name === state.page);
  const back = beside(-1);
  const next = state.page === "home" ? null : beside(1);
  const dots = lesson && lesson.steps > 1 ? h("nav", { class: "steps", "aria-label": t("nav.steps") },
    Array.from({ length: lesson.steps }, (_, place) => h("a", {
      href: address(state.page, place + 1), "aria-current": place + 1 === state.step ? "step" : null,
      "aria-label": t("nav.step", { step: place + 1, steps: lesson.steps }),
    }, String(place + 1)))) : h("span", {});
  return [
    back ? h("a", { class: "go back", href: address(back.page, back.step) }, `← ${t("nav.back")}`) : h("span", {}),
    dots,
    next ? h("a", { class: "go next", href: address(next.page, next.step) }, `${t("nav.next")} →`) : h("span", {}),
  ];
}

function content() {
  if (state.page === "home") return homePage();
  if (state.page === "teacher") return teacherPage();
  if (state.page === "sheet") return sheetPage();
  if (state.page === "about") return aboutPage();
  if (state.page === "styles") {
    const key = `s${state.step}`;
    return [
      h("p", { class: "where" }, `${t("lesson.styles")} · ${t("nav.step", { step: state.step, steps: STYLE_STEPS.length })}`,
        has(`${key}.time`) ? h("span", { class: "time" }, t(`${key}.time`)) : null),
      h("h1", { tabindex: "-1" }, t(`${key}.title`)),
      STYLE_STEPS[state.step - 1](),
    ];
  }
  return [
    h("h1", { tabindex: "-1" }, t(`lesson.${state.page}`)),
    chapterScreen(DATA.chapters.find((one) => one.name === state.page)),
  ];
}

function render(moved) {
  document.documentElement.lang = state.language;
  document.getElementById("skip").textContent = t("skip");
  document.getElementById("header").replaceChildren(...header().filter(Boolean));
  const main = document.getElementById("content");
  filled(main, { class: `page ${state.page}` }, []);
  main.replaceChildren(...content().flat(Infinity));
  document.getElementById("footer").replaceChildren(...footer());
  document.title = `${main.querySelector("h1").textContent} · ${t("brand.long")}`;
  if (moved) {
    window.scrollTo(0, 0);
    main.querySelector("h1").focus({ preventScroll: true });
  }
}

function go(by) {
  const to = beside(by);
  if (to) window.location.hash = address(to.page, to.step);
}

window.addEventListener("hashchange", () => {
  if (window.location.hash === "#content") return;
  read();
  render(true);
});
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("content").focus();
});
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest("input, select, textarea, .scroll")) return;
  if (event.key === "ArrowRight") go(1);
  if (event.key === "ArrowLeft") go(-1);
});

const asked = (navigator.languages || []).map((one) => one.slice(0, 2).replace(/^(no|nn)$/, "nb"));
const known = asked.find((one) => DATA.languages.includes(one));
if (known) state.language = known;
read();
render(false);

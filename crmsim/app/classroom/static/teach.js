// The teacher's page: who is in, and the question before and after a lesson.
import { data, post, say } from "/static/app.js";

const EVERY = 1000;
const { words, checks, language } = data();
let { seen } = data();
let lost = false;
let sure = false;
const by = (id) => document.getElementById(id);

function t(key, blanks = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => blanks[name]);
}

function number(x, digits = 0) {
  const locale = language === "nb" ? "nb-NO" : "en-GB";
  return new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(x).replace(/^-/, "−");
}

const percent = (x) => (language === "nb" ? `${number(100 * x)}\u00a0%` : `${number(100 * x)}%`);

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// A text with *stressed* parts.
function rich(text) {
  return text.split("*").map((part, at) => (at % 2 ? element("strong", {}, part) : part));
}

const topic = () => by("topic").value;
const check = () => checks.find((one) => one.topic === topic());
const asked = (kind) => seen.questions[`${kind}:${topic()}`];

async function act(path, content) {
  try {
    const answer = await post(`/classroom/${path}`, content);
    lost = !answer.ok;
    if (answer.ok) seen = await answer.json();
  } catch {
    lost = true;
  }
  draw();
  return !lost;
}

function stageOf(kind) {
  const one = asked(kind);
  const text = one ? t(`stage.${one.stage}`, { answered: number(one.answered), players: number(seen.players) }) : t("stage.none");
  const total = one && one.hands ? ` ${t("hands", { total: number(one.hands.reduce((sum, x) => sum + x, 0)) })}` : "";
  return `${t(kind)}: ${text}${total}`;
}

function gain() {
  const one = seen.gains[topic()];
  if (!one) return asked("after") && asked("after").stage === "shown" ? [element("p", {}, t("gain.none"))] : [];
  const points = (x) => number(100 * x, 0);
  const verdict = { gain: "gain.gain", loss: "gain.loss", "within noise": "gain.noise" }[one.verdict];
  const blanks = { difference: points(one.difference), low: points(one.low), high: points(one.high) };
  const bars = [["before", one.before], ["after", one.after]].map(([kind, share]) => element("li", {},
    element("span", { id: `share-${kind}` }, `${t(kind)}: ${percent(share)}`),
    element("meter", { min: 0, max: 1, value: share, "aria-labelledby": `share-${kind}` })));
  return [
    element("ul", { class: "bars" }, ...bars),
    element("p", { class: "insight" }, ...rich(t(verdict, blanks))),
    element("p", { class: "note" }, t(one.paired ? "gain.paired" : "gain.apart", { people: number(one.people) })),
  ];
}

let told = "";
function draw() {
  by("players").textContent = lost ? t("lost") : seen.players ? t("players", { players: number(seen.players) }) : t("players.none");
  const stages = ["before", "after"].map(stageOf);
  if (by("stage").textContent !== stages.join("")) by("stage").replaceChildren(stages[0], element("br", {}), stages[1]);
  const now = JSON.stringify([topic(), seen.gains[topic()], asked("after")]);
  if (now !== told) {
    told = now;
    by("gain").replaceChildren(...gain());
    drawOptions();
  }
  by("show").disabled = !asked("after");
}

// The question, and once it may be told what was right and how answers moved.
function drawOptions() {
  const { text, options } = check();
  const [before, after] = ["before", "after"].map(asked);
  const right = after ? after.right : null;
  const shares = [before, after].map((one) => {
    if (!one || right === null || !(one.hands || one.counts)) return null;
    const counts = options.map((_, at) => (one.hands ? one.hands[at] : 0) + (one.counts ? one.counts[at] : 0));
    return counts.map((count) => percent(count / counts.reduce((sum, x) => sum + x, 0)));
  });
  const told = (option, at) => {
    const mark = at === right ? `✓ ${option}` : option;
    return shares[0] && shares[1] ? t("moved", { option: mark, before: shares[0][at], after: shares[1][at] }) : mark;
  };
  by("question").replaceChildren(element("p", {}, element("strong", {}, text)),
    element("ol", {}, ...options.map((one, at) => element("li", {}, told(one, at)))));
}

// Hands as they are counted, and as the field shows them then.
function counted(typed) {
  return Math.min(999, Math.max(0, Math.round(Number(typed) || 0)));
}

function drawQuestion() {
  const { options } = check();
  by("hands").replaceChildren(...["before", "after"].map((kind) => {
    const known = (asked(kind) || {}).hands;
    const fields = options.map((option, at) => {
      const id = `hands-${kind}-${at}`;
      const input = element("input", { type: "number", id, min: 0, max: 999, inputmode: "numeric", value: known ? known[at] : null });
      input.addEventListener("change", async () => {
        if (input.value) input.value = counted(input.value);
        const hands = options.map((_, place) => counted(by(`hands-${kind}-${place}`).value));
        if (await act("hands", { name: `${kind}:${topic()}`, hands })) say(t("saved"));
      });
      return element("p", { class: "hand" }, element("label", { for: id }, t("hands.label", { option })), input);
    });
    return element("fieldset", { class: "counted" }, element("legend", {}, t(kind)), ...fields);
  }));
  told = "";
  draw();
}

by("topic").addEventListener("change", () => {
  const query = new URLSearchParams(window.location.search);
  query.set("lesson", topic());
  window.history.replaceState(null, "", `?${query}`);
  drawQuestion();
});
for (const kind of ["before", "after"]) by(kind).addEventListener("click", () => act("check", { topic: topic(), kind }));
by("show").addEventListener("click", async () => {
  if (await act("show", { name: `after:${topic()}` })) say(by("gain").textContent);
});
by("end").addEventListener("click", async () => {
  if (!sure) {
    sure = true;
    by("ended").textContent = t("sure");
    return;
  }
  sure = false;
  if (await act("end", {})) {
    by("ended").textContent = t("ended");
    drawQuestion();
  }
});

async function watch() {
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch("/classroom/seen");
      lost = !answer.ok;
      if (answer.ok) seen = await answer.json();
    } catch {
      lost = true;
    }
    draw();
  }
  window.setTimeout(watch, EVERY);
}

const wished = new URLSearchParams(window.location.search).get("lesson");
if (checks.some((one) => one.topic === wished)) by("topic").value = wished;
drawQuestion();
window.setTimeout(watch, EVERY);

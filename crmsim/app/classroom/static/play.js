// A player's page: what is asked, the own answer, and what came out. It asks the server every second, so that it goes on
// by itself whatever happened in between: a phone that slept, a network that was gone, a server started anew.
import { data, post, say } from "/static/app.js";

const EVERY = 1000;
const SLEEPING = 5000;
const MOST_BETWEEN = 4000;
const { words, language } = data();
const place = document.getElementById("play");
let seen = data().seen;
let waiting = null; // an answer that is not acknowledged yet: { name, choice }
let late = false;
let lost = 0; // times in a row that nobody answered
let timer = null;

function t(key, blanks = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => blanks[name]);
}

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((one) => one !== null));
  return made;
}

function percent(x) {
  const whole = new Intl.NumberFormat(language === "nb" ? "nb-NO" : "en-GB", { maximumFractionDigits: 0 }).format(100 * x);
  return language === "nb" ? `${whole}\u00a0%` : `${whole}%`;
}

function status() {
  const { question } = seen;
  if (!question) return t("wait");
  const { stage, mine, right, options, kind, name } = question;
  const chosen = waiting && waiting.name === name ? waiting.choice : mine;
  if (stage === "shown") {
    if (chosen === null) return t("out", { right: options[right] });
    return chosen === right ? t("hit", { right: options[right] }) : t("miss", { right: options[right], mine: options[chosen] });
  }
  if (stage === "closed") {
    if (late) return t("late");
    if (kind === "before") return t("thanks");
    return chosen === null ? t("closed") : t("closed.mine", { mine: options[chosen] });
  }
  if (waiting) return t("sending");
  return chosen === null ? t("open") : t("noted", { mine: options[chosen] });
}

function result({ options, counts, right }) {
  if (!counts) return [element("p", { class: "note" }, t("few"))];
  const all = counts.reduce((sum, one) => sum + one, 0);
  return [element("h2", {}, t("all")), element("ul", { class: "bars" }, ...options.map((option, at) => {
    const text = t("one", { option: at === right ? `✓ ${option}` : option, share: percent(counts[at] / all) });
    return element("li", {}, element("span", { id: `bar-${at}` }, text),
      element("meter", { min: 0, max: all, value: counts[at], "aria-labelledby": `bar-${at}` }));
  }))];
}

let drawn = "";
function draw() {
  const { question } = seen;
  const told = lost > 1 ? t("lost") : status();
  const now = JSON.stringify([seen, waiting, told]);
  if (now === drawn) return;
  drawn = now;
  const line = document.getElementById("told");
  const fields = document.getElementById("options");
  const same = fields && question && fields.dataset.question === JSON.stringify([question.name, question.text, question.stage]);
  if (same) {
    line.textContent = told; // the answer keeps the focus
    for (const input of fields.querySelectorAll("input")) {
      input.checked = Number(input.value) === (waiting ? waiting.choice : question.mine);
    }
    return;
  }
  const parts = [];
  if (question) {
    const open = question.stage === "open";
    const chosen = waiting && waiting.name === question.name ? waiting.choice : question.mine;
    parts.push(element("fieldset", {
      class: "choices bets play", id: "options", disabled: !open,
      "data-question": JSON.stringify([question.name, question.text, question.stage]),
    }, element("legend", {}, question.text), ...question.options.map((option, at) => element("span", { class: "option" },
      element("input", { type: "radio", name: "choice", id: `option-${at}`, value: at }), element("label", { for: `option-${at}` }, option)))));
    for (const input of parts[0].querySelectorAll("input")) {
      input.checked = Number(input.value) === chosen;
      input.addEventListener("change", () => choose(question.name, Number(input.value)));
    }
  }
  parts.push(element("p", { id: "told", class: question && question.stage === "shown" ? "outcome" : "lead" }, told));
  if (question && question.stage === "shown") parts.push(...result(question));
  place.replaceChildren(...parts);
  say(question ? `${question.stage === "open" ? question.text : ""} ${told}` : told);
}

// Sent until it is acknowledged: an answer that was given is never lost with the network.
function choose(name, choice) {
  waiting = { name, choice };
  late = false;
  draw();
  turn(0);
}

async function send() {
  const sent = waiting;
  const answer = await post("/classroom/answer", sent);
  if (answer.status === 400 || answer.status === 403) {
    window.location.reload(); // another class, or the code is needed again
    return;
  }
  if (!answer.ok) throw new Error(String(answer.status));
  const { taken, ...rest } = await answer.json();
  seen = rest;
  if (waiting === sent) {
    waiting = null;
    late = !taken;
  }
}

async function look() {
  const answer = await fetch(`/classroom/state?turn=${encodeURIComponent(seen.turn)}`);
  if (answer.redirected) {
    window.location.assign("/enter");
    return;
  }
  if (!answer.ok) throw new Error(String(answer.status));
  if (answer.status === 200) {
    seen = await answer.json();
    late = false;
  }
}

let busy = false;
async function step() {
  if (busy) return;
  busy = true;
  try {
    await (waiting ? send() : look());
    lost = 0;
  } catch {
    lost += 1;
  }
  busy = false;
  draw();
  const calm = document.visibilityState === "hidden" ? SLEEPING : EVERY;
  // Apart from each other, so that a class that lost its server does not come back in one moment.
  turn(Math.min(waiting && !lost ? 0 : calm * (1 + lost / 2), Math.max(calm, MOST_BETWEEN)) * (0.8 + 0.4 * Math.random()));
}

function turn(after) {
  window.clearTimeout(timer);
  timer = window.setTimeout(step, after);
}

document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") turn(0); });
window.addEventListener("online", () => turn(0));
draw();
turn(EVERY);

// What every other part uses: the data, the words in the language chosen, numbers as it writes them, elements.

const DATA = JSON.parse(document.getElementById("data").textContent);
const LOCALES = { en: "en-GB", nb: "nb-NO" };
const STYLES = ["giver", "taker", "matcher"];
const CAST = { giver: "mia", taker: "tor", matcher: "anne" };
const NAMES = ["mia", "tor", "anne", "jonas", "leila"];
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
let room = null; // a class with phones, where the page is served to one
const state = { language: DATA.languages[0], page: "home", step: 1, bets: {}, hands: {}, shown: {} };

function number(x, most = 0, least = 0) {
  const written = new Intl.NumberFormat(LOCALES[state.language], {
    maximumFractionDigits: most, minimumFractionDigits: least,
  });
  return written.format(x).replace(/^-(?=[0.,]*$)/, "").replace("-", "−");
}

function percent(x) {
  const whole = number(100 * x, Math.abs(100 * x) < 1 && x !== 0 ? 1 : 0);
  return state.language === "nb" ? `${whole}\u00a0%` : `${whole}%`;
}

const WRITTEN = {
  percent,
  count: (x) => number(x),
  tenth: (x) => number(x, 1),
  points: (x) => t("unit.points", { x: number(100 * x, 1) }),
};

// A text in the language chosen, its blanks filled: {x} as it is, {x:percent} and the like as numbers.
function t(key, blanks = {}) {
  const text = DATA.words[state.language][key];
  if (text === undefined) throw new Error(`no text ${key}`);
  return text.replace(/\{(\w+)(?::(\w+))?\}/g, (_, name, kind) => {
    const value = blanks[name];
    if (value === undefined) throw new Error(`no ${name} for ${key}`);
    return kind ? WRITTEN[kind](value) : String(value);
  });
}

function has(key) {
  return DATA.words[state.language][key] !== undefined;
}

// Hours that an amount of favours is worth: one unit of the model is five minutes.
const MINUTES = 5;
const asHours = (x) => (x * MINUTES) / 60;

function hours(x, digits = 0) {
  return t("unit.hours", { x: number(asHours(x), digits) });
}

function listed(items) {
  return new Intl.ListFormat(LOCALES[state.language], { type: "conjunction" }).format(items);
}

function set(element, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "checked") element.checked = true;
  else element.setAttribute(name, value === true ? "" : value);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) set(element, name, value);
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

// An element of the page: h("p", { class: "lead" }, "text", otherElement).
function h(name, attributes, ...children) {
  return filled(document.createElement(name), attributes, children);
}

// The same in a drawing.
function s(name, attributes, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

// A text with *stressed* parts, as nodes.
function rich(text) {
  return text.split("*").map((part, place) => (place % 2 ? h("strong", {}, part) : part));
}

function paragraph(text, kind) {
  return h("p", { class: kind }, rich(text));
}

function button(text, act, attributes = {}) {
  return h("button", { type: "button", onclick: act, ...attributes }, text);
}

// Tell somebody who listens instead of looking.
function say(text) {
  const place = document.getElementById("said");
  place.textContent = "";
  window.setTimeout(() => { place.textContent = text.replaceAll("*", ""); }, 60);
}

let ids = 0;
function fresh(stem) {
  ids += 1;
  return `${stem}-${ids}`;
}

// One of several, as radio buttons that look like buttons.
function choose(legend, options, chosen, act, kind = "choices") {
  const name = fresh("choose");
  return h("fieldset", { class: kind },
    h("legend", {}, rich(legend)),
    options.map(([value, text, mark]) => {
      const id = fresh("option");
      return h("span", { class: "option" },
        h("input", {
          type: "radio", name, id, value, checked: value === chosen, onchange: () => act(value),
        }),
        h("label", { for: id }, mark, text));
    }));
}

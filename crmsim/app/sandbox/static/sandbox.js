// The sandbox: whatever is moved goes into the address, and the newest address alone is asked about.
import { data, say } from "/static/app.js";
import { office } from "/static/sandbox/office.js";

const { words, rounds } = data();
const form = document.getElementById("sandbox");
const part = (id) => document.getElementById(id);
const PAUSE = 120; // milliseconds in which a slider that moves on is asked about before better curves are begun
let asking = null; // the request on its way
let shown = null; // the address that the drawing answers

export function fill(text, blanks) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(blanks[name]));
}

// What stands in the address: each field that does not stand as usual, in the order of the page.
function query() {
  const kept = new URLSearchParams();
  for (const field of form.elements) {
    if (!field.name || (field.type === "radio" && !field.checked)) continue;
    const usual = field.type === "radio" ? field.hasAttribute("data-usual") : field.value === (field.dataset.usual ?? "");
    if (!usual) kept.append(field.name, field.value);
  }
  return kept;
}

function address() {
  const kept = query();
  const language = new URLSearchParams(window.location.search).get("language");
  if (language) kept.append("language", language);
  const text = kept.toString();
  return text ? `?${text}` : window.location.pathname;
}

function keep() {
  window.history.replaceState(null, "", address());
}

// What the curves depend on, which is not all that is chosen.
function about() {
  const kept = query();
  for (const name of ["view", "world", "week", "person"]) kept.delete(name);
  return kept.toString();
}

async function ask(path, kept, signal) {
  try {
    const answer = await fetch(`${path}?${kept}`, { signal });
    if (answer.status === 204) return null; // overtaken
    if (!answer.ok) throw new Error(String(answer.status));
    part("problem").hidden = true;
    return await answer.json();
  } catch (problem) {
    if (problem.name !== "AbortError") {
      part("problem").textContent = words.failed;
      part("problem").hidden = false;
    }
    return null;
  }
}

function draw(answer, wanted, last) {
  const drawn = part("drawn");
  const verdicts = part("verdicts");
  drawn.innerHTML = answer.figure;
  part("headline").textContent = answer.headline;
  verdicts.classList.toggle("old", !last);
  if (last) {
    const open = Boolean(verdicts.querySelector("details")?.open);
    verdicts.innerHTML = answer.verdicts;
    verdicts.querySelector("details").open = open;
    say(answer.headline);
  }
  drawn.dataset.about = wanted;
  drawn.dataset.worlds = answer.worlds;
}

// First a curve from few worlds, then better ones; a newer wish ends all that.
async function curves() {
  const wanted = about();
  if (wanted === shown || asking?.first) return; // the first round is quick: the newest wish is asked when it is back
  asking?.stop.abort();
  const mine = { stop: new AbortController(), first: true };
  asking = mine;
  shown = wanted;
  for (const worlds of rounds) {
    const answer = await ask("/sandbox/curve", `${wanted}&worlds=${worlds}`, mine.stop.signal);
    if (asking !== mine) return;
    mine.first = false;
    if (answer === null) {
      shown = null;
      break;
    }
    draw(answer, wanted, worlds === rounds.at(-1));
    if (about() !== wanted) { // it was moved meanwhile
      curves();
      return;
    }
    if (worlds !== rounds.at(-1)) await new Promise((go) => { window.setTimeout(go, PAUSE); });
    if (asking !== mine) return;
  }
  asking = null;
}

function tell(slider) {
  const text = fill(words[slider.dataset.unit], { n: slider.value });
  part(`${slider.name}-value`).textContent = text;
  part(`${slider.name}-value`).classList.toggle("moved", slider.value !== slider.dataset.usual);
  slider.setAttribute("aria-valuetext", text);
}

function changed() {
  keep();
  const view = form.elements.view.value;
  part("curves").hidden = view !== "curves";
  part("office").hidden = view !== "office";
  if (view === "curves") curves();
  else player.changed(about());
}

const player = office({ form, words, ask, fill, keep, query });

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", (event) => {
  if (event.target.dataset.unit) tell(event.target);
  if (event.target.name === "organisation") {
    // Another organisation stands elsewhere with each slider, and has other people: the page is loaded for it.
    for (const slider of form.querySelectorAll("[data-unit]")) slider.value = slider.dataset.usual;
    part("person").value = "";
    window.location.assign(address());
    return;
  }
  if (event.target.name === "week" || event.target.name === "person") return; // the player's
  changed();
});
part("as-now").addEventListener("click", () => {
  for (const slider of form.querySelectorAll("[data-unit]")) {
    slider.value = slider.dataset.usual;
    tell(slider);
  }
  changed();
});

keep();
changed();

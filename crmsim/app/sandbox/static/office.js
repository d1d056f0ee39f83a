// One office, played week by week: marks are coloured, ties change, and who helped whom lights up.
import { say, still } from "/static/app.js";

const STEPS = 4; // of how far somebody is with the system; the last has put it away
const QUALITY = ["bad", "usual", "good"];
const TICK = 350; // milliseconds from week to week
const STILL_TICK = 1500; // and from quarter to quarter, where motion is unwanted
const QUARTER = 13;

export function office({ form, words, ask, fill, keep, query }) {
  const part = (id) => document.getElementById(id);
  const slider = part("week");
  const chooser = part("person");
  let found = null; // the office that is shown
  let known = null; // what it was asked for with
  let ties = []; // of the week shown, a digit a pair
  let tiesWeek = 0;
  let timer = null;
  let reading = null; // the explanation on its way

  const week = () => Number(slider.value);
  const weeks = () => Number(slider.max);

  function tiesOf(wanted) {
    if (wanted < tiesWeek) {
      ties = [...found.ties[0]].map(Number);
      tiesWeek = 0;
    }
    while (tiesWeek < wanted) {
      tiesWeek += 1;
      const moved = found.ties[tiesWeek];
      for (let place = 0; place < moved.length; place += 2) ties[moved[place]] = moved[place + 1];
    }
    return ties;
  }

  function draw() {
    part("week-value").textContent = fill(words.week, { week: week(), weeks: weeks() });
    if (found === null) return;
    const people = found.people[week()];
    const counts = [0, 0, 0, 0];
    const marks = part("people").children;
    for (let seat = 0; seat < people.length; seat += 1) {
      const mark = marks[seat];
      if (people[seat] === "-") {
        mark.setAttribute("class", "gone");
        continue;
      }
      const code = people.charCodeAt(seat) - 97;
      const style = Math.floor(code / STEPS);
      const step = code % STEPS;
      counts[step] += 1;
      mark.setAttribute("href", `#mark${style}${step === STEPS - 1 ? "x" : ""}`);
      mark.setAttribute("class", `s${style} k${step}`);
    }
    const chosen = marks[Number(chooser.value || -1)];
    part("ring").setAttribute("class", chosen ? "" : "gone");
    part("ring").setAttribute("cx", chosen?.getAttribute("x") ?? 0);
    part("ring").setAttribute("cy", chosen?.getAttribute("y") ?? 0);
    const helped = new Set(found.helped[week()]);
    const lines = part("lines").children;
    const now = tiesOf(week());
    for (let pair = 0; pair < now.length; pair += 1) {
      lines[pair].setAttribute("class", `${QUALITY[now[pair]]}${helped.has(pair) ? " helped" : ""}`);
    }
    part("told").textContent = fill(words.told, {
      users: counts[2], people: counts[0] + counts[1] + counts[2] + counts[3], trial: counts[1], away: counts[3],
      helped: helped.size,
    });
    name();
  }

  // The list of people says how each stands in the week that is shown.
  function name() {
    const people = found.people[week()];
    for (const option of chooser.querySelectorAll("option[value]:not([value=''])")) {
      const seat = Number(option.value);
      const code = people.charCodeAt(seat) - 97;
      const how = people[seat] === "-" ? "–"
        : `${words[`style.${Math.floor(code / STEPS)}`]}, ${words[`step.${code % STEPS}`]}`;
      option.textContent = `${found.ids[seat]} · ${how}`;
    }
  }

  function list() {
    const chosen = chooser.value;
    for (const other of [...chooser.children].slice(1)) other.remove();
    found.departments.forEach((title, number) => {
      const group = document.createElement("optgroup");
      group.label = title;
      found.department.forEach((department, seat) => {
        if (department === number) group.append(new Option(found.ids[seat], String(seat)));
      });
      chooser.append(group);
    });
    chooser.value = chosen;
  }

  async function load(wanted) {
    const asked = `${wanted}&world=${part("world").value}`;
    if (asked === known) {
      draw();
      return;
    }
    known = asked;
    const answer = await ask("/sandbox/office", asked);
    if (known !== asked) return;
    if (answer === null) {
      known = null;
      return;
    }
    found = answer;
    ties = [...found.ties[0]].map(Number);
    tiesWeek = 0;
    part("network").innerHTML = found.drawing;
    list();
    draw();
    part("network").dataset.known = asked;
    why();
  }

  let waiting = null;
  function changed(wanted) {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => load(wanted), found === null ? 0 : 250); // a slider on its way is let pass
  }

  async function why() {
    keep();
    if (chooser.value === "" || found === null) {
      part("explained").innerHTML = "";
      return;
    }
    reading?.abort();
    reading = new AbortController();
    const asked = query();
    asked.set("week", String(week()));
    const answer = await ask("/sandbox/why", asked.toString(), reading.signal);
    if (answer === null) return;
    part("explained").innerHTML = answer.why;
    part("explained").dataset.week = week();
    const who = part("explained").querySelector("h3, p");
    who.scrollIntoView({ block: "nearest" });
    say(who.textContent);
  }

  function go(wanted) {
    slider.value = String(Math.min(Math.max(wanted, 0), weeks()));
    draw();
  }

  function stop() {
    window.clearInterval(timer);
    timer = null;
    part("play").textContent = words.play;
    why();
    say(`${part("week-value").textContent}. ${part("told").textContent}`);
  }

  function play() {
    if (timer !== null) {
      stop();
      return;
    }
    if (week() === weeks()) go(0);
    part("play").textContent = words.pause;
    const stride = still.matches ? QUARTER : 1;
    timer = window.setInterval(() => {
      go(week() + stride);
      keep();
      if (week() === weeks()) stop();
    }, still.matches ? STILL_TICK : TICK);
  }

  function step(by) {
    if (timer !== null) stop();
    go(week() + by);
    why();
  }

  part("play").addEventListener("click", play);
  part("back").addEventListener("click", () => step(-1));
  part("on").addEventListener("click", () => step(1));
  slider.addEventListener("input", () => { draw(); keep(); });
  slider.addEventListener("change", why);
  chooser.addEventListener("change", () => { draw(); why(); });
  part("network").addEventListener("click", (event) => {
    const mark = event.target.closest("#people use");
    if (mark === null) return;
    chooser.value = String([...mark.parentNode.children].indexOf(mark));
    draw();
    why();
  });
  form.elements.view.forEach((one) => one.addEventListener("input", () => { if (timer !== null) stop(); }));
  return { changed };
}

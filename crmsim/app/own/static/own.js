// One's own organisation: files go along as text, a what-if is watched, and a guess follows what is ticked.

import { data, say } from "/static/app.js";

const known = data();

for (const input of document.querySelectorAll("input[type=file][data-into]")) {
  input.addEventListener("change", () => {
    const into = document.getElementById(input.dataset.into);
    const file = input.files[0];
    into.value = "";
    input.setCustomValidity("");
    if (!file) return;
    if (file.size > known.most) {
      input.setCustomValidity(known.words.large);
      input.reportValidity();
      return;
    }
    const reader = new FileReader();
    reader.addEventListener("load", () => { into.value = reader.result.slice(reader.result.indexOf(",") + 1); });
    reader.readAsDataURL(file);
  });
}
document.getElementById("problems")?.focus();

const work = document.getElementById("work");
if (work?.dataset.state === "running") {
  const line = document.getElementById("line");
  const look = async () => {
    try {
      const seen = await (await fetch(`${known.path}/progress`)).json();
      if (seen.state !== "running") {
        window.location.reload();
        return;
      }
      line.textContent = seen.line;
    } catch {
      // The server may be started anew: look again.
    }
    window.setTimeout(look, 2000);
  };
  window.setTimeout(look, 1000);
}

const guess = document.getElementById("guess");
if (guess) {
  const place = document.getElementById("guessed");
  let last = 0;
  guess.addEventListener("change", async () => {
    const mine = ++last;
    const query = new URLSearchParams(new FormData(guess));
    const path = `${known.path}${query.size ? `?${query}` : ""}`;
    const answer = await fetch(path, { headers: { "x-part": "guessed" } });
    const text = await answer.text();
    if (mine !== last || !answer.ok) return;
    place.innerHTML = text;
    window.history.replaceState(null, "", path);
    say(place.querySelector("p")?.textContent ?? "");
  });
}

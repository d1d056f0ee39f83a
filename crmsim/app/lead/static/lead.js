// Adds up what the choices of a quarter take, while they are made; the server does the same when they are sent.
import { data } from "/static/app.js";

const form = document.getElementById("choices");
const tally = document.getElementById("tally");
const { hours, left, asked, tally: words, over } = data();
const place = document.documentElement.lang === "nb" ? "nb-NO" : "en-GB";
const number = new Intl.NumberFormat(place, { maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat(place, { maximumFractionDigits: 0 });

function add() {
  let taken = asked;
  let paid = 0;
  for (const input of form.querySelectorAll("input:checked")) {
    taken += Number(input.dataset.hours || 0);
    paid += Number(input.dataset.price || 0);
  }
  const filled = words
    .replace("{hours}", number.format(taken))
    .replace("{most}", number.format(hours))
    .replace("{paid}", whole.format(paid))
    .replace("{left}", whole.format(left));
  const tooMuch = taken > hours + 1e-9 || paid > left;
  tally.textContent = tooMuch ? `${filled} ${over}` : filled;
  tally.classList.toggle("over", tooMuch);
}

form.addEventListener("change", add);
add();

// What every page of the app uses: what the server said of it, words, requests, and what is said aloud.

const known = JSON.parse(document.getElementById("data").textContent);

export function data() {
  return known;
}

// A request that changes something, with the token without which it would be refused.
export function post(path, content, options = {}) {
  return fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json", "x-crmsim-token": known.token },
    body: JSON.stringify(content),
    ...options,
  });
}

// Tell somebody who listens instead of looking.
export function say(text) {
  const place = document.getElementById("said");
  place.textContent = "";
  window.setTimeout(() => { place.textContent = text; }, 60);
}

export const still = window.matchMedia("(prefers-reduced-motion: reduce)");

// The other language keeps what is in the address, also what was put there since the page was loaded.
document.getElementById("language")?.addEventListener("click", (event) => {
  const link = event.currentTarget;
  const query = new URLSearchParams(window.location.search);
  query.set("language", link.hreflang);
  link.search = query.toString();
});

// Bet, run, reveal: nothing is drawn before somebody presses.

// `options` are [value, text]; `right` the value that came out, null where that cannot be told, which `untold` explains:
// then no answer is right or wrong. `reveal` makes what is shown then.
function bet({ id, question, options, right, reveal, untold: why = null }) {
  const place = h("div", { class: "revealed" });
  const texts = Object.fromEntries(options);
  let warned = false;
  const show = (quietly) => {
    state.shown[id] = true;
    const chosen = state.bets[id];
    const hit = chosen === right;
    const came = why ? `${t("bet.open")} ${untold(why)}` : hit ? t("bet.right") : t("bet.wrong", { right: texts[right] });
    const outcome = chosen === undefined ? came : `${t("bet.yours", { bet: texts[chosen] })} ${came}`;
    place.replaceChildren(h("p", { class: "outcome", tabindex: "-1" }, outcome), ...[hands(id, options, right), reveal()].flat(Infinity).filter(Boolean));
    run.hidden = true;
    warning.textContent = "";
    if (quietly) return;
    place.firstChild.focus({ preventScroll: true });
    place.scrollIntoView({ behavior: still.matches ? "auto" : "smooth", block: "start" });
    say(outcome);
  };
  const warning = h("p", { class: "warning", role: "status" });
  const run = button(t("bet.run"), async () => {
    if (state.bets[id] === undefined && !counted(id) && !warned) {
      warned = true;
      warning.textContent = t("bet.first");
      return;
    }
    if (room) await room.ran(id, options, right);
    show(false);
  }, { class: "main" });
  const result = h("section", { class: "bet" },
    choose(question, options.map(([value, text]) => [value, text, STYLES.includes(value) ? mark(value) : null]),
      state.bets[id], (value) => {
        state.bets[id] = value;
        warning.textContent = "";
        if (state.shown[id]) show(true);
      }, "choices bets"),
    room ? room.panel(id, question, options, run) : h("p", {}, run),
    raised(id, options),
    warning,
    place);
  if (state.shown[id]) show(true);
  return result;
}

// How many bet on an answer: hands in the room, and phones where the page is served to a class.
function bets(id, value, place) {
  return ((state.hands[id] || {})[value] || 0) + (room ? room.counts(id)[place] || 0 : 0);
}

function counted(id) {
  const hands = Object.values(state.hands[id] || {}).reduce((sum, one) => sum + one, 0);
  return hands + (room ? room.answered(id) : 0);
}

// Fields for a show of hands, for rooms without devices.
function raised(id, options) {
  return h("details", { class: "hands" },
    h("summary", {}, t("bet.hands")),
    h("p", {}, t("bet.hands.how")),
    options.map(([value, text]) => {
      const field = fresh("hands");
      return h("p", { class: "hand" },
        h("label", { for: field }, t("bet.hands.count", { bet: text })),
        h("input", {
          type: "number", min: 0, max: 999, inputmode: "numeric", id: field, value: (state.hands[id] || {})[value],
          oninput: (event) => {
            const typed = Math.min(999, Math.max(0, Math.round(Number(event.target.value) || 0)));
            if (event.target.value && Number(event.target.value) !== typed) event.target.value = typed;
            state.hands[id] = { ...state.hands[id], [value]: typed };
          },
        }));
    }));
}

// How the hands were spread, beside what came out.
function hands(id, options, right) {
  const all = options.reduce((sum, [value], place) => sum + bets(id, value, place), 0);
  if (!all) return null;
  return h("div", { class: "class" }, h("p", {}, t("bet.hands.result")),
    h("ul", {}, options.map(([value, text], place) => {
      const share = bets(id, value, place) / all;
      return h("li", {}, `${t("bet.hands.one", { share: percent(share), bet: text })}${value === right ? " ✓" : ""}`);
    })));
}

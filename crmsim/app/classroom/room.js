// A class with phones: what is asked goes to them, and their bets come back as counts alone. Beside the lessons' scripts.

room = (() => {
  const EVERY = 1000;
  let seen = { players: 0, questions: {} };
  let panels = {}; // of the screen that is shown
  let lost = false;
  let owed = null; // what was run while the program did not answer: the phones are told when it does
  const nameOf = (id) => `bet:${id}`;
  const plain = (text) => text.replaceAll("*", "");

  async function request(path, content) {
    try {
      const answer = await fetch(`/classroom/${path}`, content === undefined ? {} : {
        method: "POST", body: JSON.stringify(content),
        headers: { "content-type": "application/json", "x-crmsim-token": DATA.room.token },
      });
      lost = !answer.ok;
      if (answer.ok) seen = await answer.json();
    } catch {
      lost = true;
    }
    refresh();
    return !lost;
  }

  function refresh() {
    for (const [id, draw] of Object.entries(panels)) if (document.getElementById(`room-${id}`)) draw(); else delete panels[id];
    const link = document.getElementById("room-link");
    if (link) link.textContent = linked();
  }

  // The way back to the teacher's page, and in for whoever comes late.
  function linked() {
    return t(DATA.room.code ? "room.link.code" : "room.link", { players: number(seen.players), code: DATA.room.code });
  }

  // How many bet on each answer, as a bar beside its name; nothing before five have.
  function bars(options, counts, all) {
    return h("ul", { class: "bars" }, options.map(([, text], place) => {
      const id = fresh("bar");
      return h("li", {}, h("span", { id }, `${plain(text)}: ${percent(counts[place] / all)}`),
        h("meter", { min: 0, max: all, value: counts[place], "aria-labelledby": id }));
    }));
  }

  function panel(id, question, options, run) {
    const told = h("span", { class: "told" });
    const drawn = h("div", {});
    const send = button(t("room.ask"), async () => {
      const text = plain(question);
      const there = await request("ask", { name: nameOf(id), text, options: options.map(([, one]) => plain(one)), kind: "bet" });
      say(there ? t("room.asked") : t("room.lost"));
    });
    const draw = () => {
      const one = seen.questions[nameOf(id)];
      send.textContent = t(one && one.stage !== "open" ? "room.again" : "room.ask");
      send.hidden = Boolean(one && one.stage === "open" && seen.current === nameOf(id));
      if (lost) told.textContent = t("room.lost");
      else if (!one) told.textContent = t("room.none", { players: number(seen.players) });
      else told.textContent = t(`room.${one.stage}`, { answered: number(one.answered), players: number(seen.players) });
      drawn.replaceChildren(one && one.counts && !state.shown[id]
        ? bars(options, one.counts, one.counts.reduce((sum, x) => sum + x, 0))
        : one && one.stage === "open" ? h("p", { class: "note" }, t("room.few")) : "");
    };
    panels[id] = draw;
    draw();
    return h("section", { class: "room", id: `room-${id}`, "aria-label": t("room.title") }, 
      h("p", { class: "row" }, send, run, told), drawn);
  }

  // What was bet on is run: no bets are taken any more, and the phones are told what came out.
  async function ran(id, options, right) {
    if (!seen.questions[nameOf(id)]) return;
    // Where it cannot be told what came out, no answer is right: the phones are told that bets are over.
    if (right === null) {
      await request("close", { name: nameOf(id) });
      return;
    }
    const hands = options.map(([value]) => (state.hands[id] || {})[value] || 0);
    owed = { name: nameOf(id), right: options.findIndex(([value]) => value === right), hands: hands.some(Boolean) ? hands : null };
    if (await request("show", owed)) owed = null;
  }

  async function watch() {
    if (owed && (await request("show", owed))) owed = null;
    else if (document.visibilityState === "visible") await request("seen");
    window.setTimeout(watch, EVERY);
  }
  window.setTimeout(watch, 0);

  return {
    panel,
    ran,
    counts: (id) => (seen.questions[nameOf(id)] || {}).counts || [],
    answered: (id) => (seen.questions[nameOf(id)] || {}).answered || 0,
    link: () => h("a", { class: "room-link", id: "room-link", href: "/classroom" }, linked()),
  };
})();

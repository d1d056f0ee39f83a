// Drawings, each with a title, a description and its numbers as a table.

const DASHES = ["", "9 5", "2 5", "12 4 2 4"];

const ruler = document.createElement("canvas").getContext("2d");

// How wide a text comes out, in the page's own type.
function widthOf(text, size, weight = 400) {
  ruler.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
  return ruler.measureText(text).width;
}

// Letters of a drawing grow with those of the page, which are larger on a projector.
function typeSize(narrow) {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) * (narrow ? 0.8 : 0.86);
}

const widest = (texts, size, weight) => Math.max(0, ...texts.map((text) => widthOf(text, size, weight)));

// The frame of every figure: heading, drawing at the width there is, table beneath.
function figure(title, description, draw, table, note) {
  const host = h("div", { class: "drawing" });
  const titleId = fresh("title");
  const descId = fresh("desc");
  table.setAttribute("aria-label", `${title}: ${t("figure.table")}`);
  let width = 0;
  const again = () => {
    const now = Math.round(host.clientWidth);
    if (!now || now === width) return;
    width = now;
    const svg = draw(width);
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-labelledby", `${titleId} ${descId}`);
    svg.prepend(s("title", { id: titleId }, title), s("desc", { id: descId }, description));
    host.replaceChildren(svg);
  };
  new ResizeObserver(again).observe(host);
  window.requestAnimationFrame(again);
  return h("figure", {},
    h("figcaption", {}, title),
    host,
    note ? h("p", { class: "note" }, note) : null,
    h("details", { class: "numbers" }, h("summary", {}, t("figure.table")), table));
}

function tableOf(heads, rows, caption) {
  return h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption || t("figure.table") },
    h("table", {},
      caption ? h("caption", {}, caption) : null,
      h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
      h("tbody", {}, rows.map((row) => h("tr", {}, row.map((cell, place) =>
        (place ? h("td", {}, cell) : h("th", { scope: "row" }, cell))))))));
}

// Round numbers for an axis from 0 or thereabouts to the most there is.
function ticks(low, high, wanted = 4) {
  const rough = (high - low) / wanted;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * unit).find((one) => one >= rough * 0.999);
  const result = [];
  for (let at = Math.ceil(low / step) * step; at <= high + step * 1e-6; at += step) result.push(Number(at.toFixed(9)));
  return result;
}

function defined(values) {
  return values.filter((value) => value !== null && value !== undefined);
}

// Labels beside the ends of lines, moved apart where they would lie on each other.
function apart(wanted, gap, top, bottom) {
  const order = wanted.map((y, place) => ({ y, place })).sort((a, b) => a.y - b.y);
  for (let round = 0; round < 60; round += 1) {
    for (let place = 1; place < order.length; place += 1) {
      const over = gap - (order[place].y - order[place - 1].y);
      if (over > 0) {
        order[place].y += over / 2;
        order[place - 1].y -= over / 2;
      }
    }
    for (const one of order) one.y = Math.min(Math.max(one.y, top), bottom);
  }
  const result = [];
  for (const one of order) result[one.place] = one.y;
  return result;
}

// Lines over weeks. Each of `lines`: name, colour, dash, style, mean, low, high; `value` writes a number.
function lineChart({ title, summary, lines, weeks, value, least = 0, most, events = [], same = false }) {
  const upTo = weeks || lines[0].mean.length;
  const within = (values) => defined(values.slice(0, upTo));
  const all = lines.flatMap((line) => [...within(line.mean), ...within(line.low), ...within(line.high)]);
  const high = most === undefined ? Math.max(...all) : most;
  const low = Math.min(least, ...all);
  const draw = (width) => drawLines(width, { lines, upTo, value, low, high, events });
  const picked = [...new Set([1, 2, 3, 4, 5, 6, 8, 13, 20, 26, 30, 39, 50, 52, 65, 78, 91, upTo])]
    .filter((week) => week <= upTo && (upTo < 20 || ![4, 5, 6].includes(week)));
  const rows = picked.map((week) => [String(week), ...lines.map((line) => {
    const at = line.mean[week - 1];
    if (at === null) return "–";
    const ends = [line.low[week - 1], line.high[week - 1]].map((one) => value(one));
    return ends[0] === ends[1] ? value(at) : `${value(at)} (${t("figure.between", { low: ends[0], high: ends[1] })})`;
  })]);
  const table = tableOf([t("figure.week"), ...lines.map((line) => line.name)], rows);
  return figure(title, summary, draw, table, same ? t("figure.same") : t("figure.band", { runs: DATA.runs }));
}

function drawLines(width, { lines, upTo, value, low, high, events }) {
  const narrow = width < 620;
  const size = typeSize(narrow);
  const rows = narrow ? lines.length : 0;
  const labelRoom = narrow ? 14 : 44 + widest(lines.map((line) => line.name), size);
  const marks = ticks(low, high);
  const left = 14 + widest(marks.map(value), size * 0.88);
  const top = 14 + (events.length ? 20 : 0) + rows * 24;
  const plot = Math.max(220, Math.min(window.innerHeight * 0.5, width * 0.42));
  const bottom = top + plot;
  const right = width - labelRoom;
  const x = (week) => left + ((right - left) * (week - 1)) / Math.max(1, upTo - 1);
  const y = (at) => bottom - (plot * (at - low)) / (high - low || 1);
  const svg = s("svg", { viewBox: `0 0 ${width} ${bottom + 2.8 * size}`, width, height: bottom + 2.8 * size, "font-size": size });
  for (const at of marks) {
    svg.append(s("line", { x1: left, x2: right, y1: y(at), y2: y(at), class: "grid" }));
    svg.append(s("text", { x: left - 8, y: y(at) + 5, "text-anchor": "end", class: "tick" }, value(at)));
  }
  const last = ticks(1, upTo, narrow ? 4 : 7).filter((week) => Number.isInteger(week) && week > 1);
  for (const week of [1, ...last]) {
    svg.append(s("text", { x: x(week), y: bottom + 1.25 * size, "text-anchor": "middle", class: "tick" }, String(week)));
  }
  svg.append(s("text", { x: (left + right) / 2, y: bottom + 2.5 * size, "text-anchor": "middle", class: "tick" }, t("figure.week")));
  for (const event of events) {
    svg.append(s("line", { x1: x(event.week), x2: x(event.week), y1: top - 6, y2: bottom, class: "event" }));
    svg.append(s("text", { x: x(event.week), y: top - 12, "text-anchor": "middle", class: "tick" }, event.text));
  }
  const moving = s("g", {});
  svg.append(moving);
  const clip = fresh("clip");
  const cover = s("rect", { x: 0, y: 0, width, height: bottom + 4 });
  svg.append(s("clipPath", { id: clip }, cover));
  moving.setAttribute("clip-path", `url(#${clip})`);
  for (const line of lines.filter((one) => !one.bandless)) {
    const there = [];
    for (let week = 1; week <= upTo; week += 1) if (line.mean[week - 1] !== null) there.push(week);
    const edge = [...there.map((week) => `${x(week)} ${y(line.high[week - 1])}`),
      ...there.slice().reverse().map((week) => `${x(week)} ${y(line.low[week - 1])}`)];
    moving.append(s("path", { d: `M${edge.join("L")}Z`, fill: line.colour, class: "band" }));
  }
  for (const line of lines) {
    const there = [];
    for (let week = 1; week <= upTo; week += 1) if (line.mean[week - 1] !== null) there.push(week);
    const path = there.map((week) => `${x(week)} ${y(line.mean[week - 1])}`).join("L");
    moving.append(s("path", {
      d: `M${path}`, stroke: line.colour, class: "line", "stroke-width": line.thick ? 4.5 : 3,
      "stroke-dasharray": line.dash || null,
    }));
    if (line.style && upTo <= 12) {
      for (const week of there) {
        moving.append(s("path", { d: outline(line.style, x(week), y(line.mean[week - 1]), 5), fill: line.colour }));
      }
    }
  }
  const ends = lines.map((line) => y(defined(line.mean.slice(0, upTo)).at(-1)));
  const places = narrow ? lines.map((_, place) => 16 + place * 24) : apart(ends, size * 1.35, top + 4, bottom);
  lines.forEach((line, place) => {
    const at = narrow ? left : right + 8;
    if (line.style) svg.append(s("path", { d: outline(line.style, at + 7, places[place], 6), fill: line.colour }));
    else {
      svg.append(s("line", {
        x1: at, x2: at + 22, y1: places[place], y2: places[place], stroke: line.colour, "stroke-width": 3.5,
        "stroke-dasharray": line.dash || null,
      }));
    }
    svg.append(s("text", { x: at + (line.style ? 20 : 28), y: places[place] + 5, class: "name" }, line.name));
  });
  grow(cover, width);
  return svg;
}

// Uncover a drawing from the left, unless the reader wants no motion.
function grow(cover, width) {
  if (still.matches || document.hidden) return;
  const began = performance.now();
  const frame = (now) => {
    const done = Math.min(1, Math.max(0, now - began) / 1100); // a frame may have begun before it was asked for
    cover.setAttribute("width", width * done);
    if (done < 1) window.requestAnimationFrame(frame);
  };
  cover.setAttribute("width", 0);
  window.requestAnimationFrame(frame);
  window.setTimeout(() => cover.setAttribute("width", width), 1500);
}

// Bars to the right from 0, or to both sides of it. Each of `bars`: name, value, colour, style, low, high, text.
function barChart({ title, summary, bars, heads, note, from }) {
  const draw = (width) => drawBars(width, bars, from);
  const table = tableOf(heads, bars.map((bar) => [bar.name, bar.text]));
  return figure(title, summary, draw, table, note);
}

function drawBars(width, bars, from) {
  const narrow = width < 620;
  const size = typeSize(narrow);
  const row = narrow ? 62 : size * 3;
  const left = narrow ? 8 : 46 + widest(bars.map((bar) => bar.name), size);
  const longest = 22 + widest(bars.map((bar) => bar.text), size, 600);
  const ends = bars.flatMap((bar) => defined([bar.value, bar.low, bar.high]));
  const low = from === undefined ? Math.min(0, ...ends) : from;
  const high = Math.max(from === undefined ? 0 : from, ...ends);
  const start = left + (low < 0 ? longest : 0);
  const x = (value) => start + ((width - longest - start) * (value - low)) / (high - low || 1);
  const svg = s("svg", { viewBox: `0 0 ${width} ${bars.length * row + 8}`, width, height: bars.length * row + 8, "font-size": size });
  const zero = from === undefined ? x(0) : x(from);
  bars.forEach((bar, place) => {
    const middle = place * row + (narrow ? 42 : row / 2);
    const end = x(bar.value);
    if (bar.style) svg.append(s("path", { d: outline(bar.style, narrow ? 14 : 12, narrow ? middle - 24 : middle, 7), fill: bar.colour }));
    svg.append(s("text", { x: bar.style ? 28 : 4, y: (narrow ? middle - 24 : middle) + 6, class: "name" }, bar.name));
    if (bar.low === undefined) {
      svg.append(s("rect", {
        x: Math.min(zero, end), y: middle - 12, width: Math.max(1, Math.abs(end - zero)), height: 24, fill: bar.colour, rx: 3,
      }));
    } else {
      svg.append(s("line", { x1: x(bar.low), x2: x(bar.high), y1: middle, y2: middle, stroke: bar.colour, "stroke-width": 5, opacity: 0.45 }));
      svg.append(s("path", { d: outline(bar.style, end, middle, 9), fill: bar.colour }));
    }
    const beyond = bar.low === undefined ? end : x(bar.high);
    svg.append(s("text", {
      x: bar.value < 0 ? beyond - 8 : beyond + 10, y: middle + 6, class: "value", "text-anchor": bar.value < 0 ? "end" : "start",
    }, bar.text));
  });
  if (low < 0) svg.append(s("line", { x1: zero, x2: zero, y1: 4, y2: bars.length * row, class: "axis" }));
  return svg;
}

// A hundred marks: who says yes (filled) and no (hollow). `said` holds 1 or 0 for each of `styles`.
function crowd(title, summary, styles, said, table) {
  const draw = (width) => {
    const columns = width < 620 ? 10 : 20;
    const cell = Math.min(50, width / columns);
    const rows = Math.ceil(styles.length / columns);
    const svg = s("svg", { viewBox: `0 0 ${columns * cell} ${rows * cell}`, width: columns * cell, height: rows * cell });
    styles.forEach((style, place) => {
      const x = ((place % columns) + 0.5) * cell;
      const y = (Math.floor(place / columns) + 0.5) * cell;
      svg.append(s("path", {
        d: outline(style, x, y, cell * 0.28), stroke: `var(--${style})`, "stroke-width": 2.4,
        fill: said[place] === "1" ? `var(--${style})` : "#fff",
      }));
    });
    return svg;
  };
  return figure(title, summary, draw, table, t("s4.why.legend"));
}

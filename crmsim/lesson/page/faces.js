// Five people, the same throughout, and the marks of the styles: each has a colour and a shape of its own.

const LOOKS = {
  mia: { skin: "#F1C9A5", hair: "#6B3E26", cut: "long", style: "giver" },
  tor: { skin: "#F5D3B3", hair: "#C9A24B", cut: "short", style: "taker" },
  anne: { skin: "#E8B98F", hair: "#2F2A28", cut: "bun", style: "matcher" },
  jonas: { skin: "#B9805A", hair: "#1E1A18", cut: "curls", style: null },
  leila: { skin: "#D9A577", hair: "#3B2A20", cut: "bob", style: null },
};
const HAIR = {
  long: "M22 50 C18 16 82 16 78 50 L80 78 L70 78 L69 46 C60 40 44 40 32 44 L30 78 L20 78 Z",
  short: "M28 40 C26 18 74 18 72 40 C66 32 58 30 50 30 C42 30 34 32 28 40 Z",
  bun: "M26 46 C22 22 78 22 74 46 C68 36 60 34 50 34 C40 34 32 36 26 46 Z M50 6 a11 10 0 1 0 .1 0 Z",
  curls: "M26 42 a9 9 0 0 1 6 -16 a10 10 0 0 1 14 -7 a10 10 0 0 1 14 2 a10 10 0 0 1 12 8 a9 9 0 0 1 2 14 " +
    "C68 34 60 32 50 32 C40 32 32 34 26 42 Z",
  bob: "M22 56 C16 14 84 14 78 56 C78 64 72 64 71 56 L70 44 C58 42 46 38 38 32 C36 40 32 44 29 46 L29 56 C28 64 22 64 22 56 Z",
};
const MOUTHS = { smile: "M40 60 Q50 69 60 60", flat: "M42 63 L58 63", no: "M41 65 Q50 58 59 65" };

// A face; with a style its clothes take the style's colour, once that may be known.
function face(name, mood = "smile", known = true) {
  const look = LOOKS[name];
  const clothes = known && look.style ? `var(--${look.style})` : "#8A8F98";
  return s("svg", { viewBox: "0 0 100 100", class: "face", "aria-hidden": "true", focusable: "false" },
    s("path", { d: "M12 100 C14 76 34 74 50 74 C66 74 86 76 88 100 Z", fill: clothes }),
    s("rect", { x: 43, y: 64, width: 14, height: 14, rx: 5, fill: look.skin }),
    s("ellipse", { cx: 50, cy: 48, rx: 22, ry: 25, fill: look.skin }),
    s("path", { d: HAIR[look.cut], fill: look.hair }),
    s("circle", { cx: 42, cy: 48, r: 2.6, fill: "#222" }),
    s("circle", { cx: 58, cy: 48, r: 2.6, fill: "#222" }),
    s("path", { d: MOUTHS[mood], fill: "none", stroke: "#222", "stroke-width": 2.4, "stroke-linecap": "round" }));
}

// The outline of a style's mark around a point: givers round, takers square, matchers three-cornered.
function outline(style, x, y, r) {
  if (style === "giver") return `M${x - r} ${y} a${r} ${r} 0 1 0 ${2 * r} 0 a${r} ${r} 0 1 0 ${-2 * r} 0 Z`;
  if (style === "taker") {
    const half = r * 0.9;
    return `M${x - half} ${y - half} h${2 * half} v${2 * half} h${-2 * half} Z`;
  }
  return `M${x} ${y - 1.15 * r} L${x + 1.1 * r} ${y + 0.8 * r} L${x - 1.1 * r} ${y + 0.8 * r} Z`;
}

function mark(style) {
  return s("svg", { viewBox: "0 0 20 20", class: "mark", "aria-hidden": "true", focusable: "false" },
    s("path", { d: outline(style, 10, 10, 8), fill: `var(--${style})` }));
}

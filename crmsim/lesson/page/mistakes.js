// The first lesson goes on: no matchers, misunderstandings and forgiveness, and what was put in.

const sorted = {};
let forgiving = 0;

function alone() {
  const { count, sum } = DATA.favours.variants.alone;
  const last = DATA.favours.weeks;
  const turn = overtaken("alone");
  const right = turn === null ? "never" : turn <= 4 ? "soon" : "late";
  return [
    paragraph(t("s5.lead", count), "lead"),
    bet({
      id: "alone", question: t("s5.question"), right,
      options: ["soon", "late", "never"].map((one) => [one, t(`s5.bet.${one}`)]),
      reveal: () => [
        sumsChart("alone", t("s5.figure"), last, true),
        paragraph(t("s5.insight", {
          taker: hours(sum.taker.mean[last - 1]), giver: hours(sum.giver.mean[last - 1]),
        }), "insight"),
      ],
    }),
  ];
}

function misunderstood() {
  const last = DATA.favours.weeks;
  const final = (variant, style) => DATA.favours.variants[variant].sum[style].mean[last - 1];
  const best = ahead("mistakes_0", last)[0];
  const reveal = () => {
    const place = h("div", { "aria-live": "polite" });
    const render = () => {
      const variant = `mistakes_${Math.round(100 * DATA.favours.forgiveness[forgiving])}`;
      const [first, second, third] = ahead(variant, last);
      const why = DATA.stylesSaid[variant];
      place.replaceChildren(sumsChart(variant, t("s6.figure"), last, false),
        why ? h("p", {}, `${t("s6.sums", { share: forgiveText(forgiving), sums: sumsAfter(variant, last) })} ${untold(why)}`) : h("p", {}, t("s6.told", {
          share: forgiveText(forgiving),
          first: t(`styles.${first}`), firsthours: hours(final(variant, first)),
          second: t(`styles.${second}`), secondhours: hours(final(variant, second)),
          third: t(`styles.${third}`), thirdhours: hours(final(variant, third)),
        })));
    };
    render();
    const lost = final("usual", "matcher") - final("mistakes_0", "matcher");
    return [
      paragraph(toldOrWhy("s6.insight", { best: t(`Styles.${best}`), lost: hours(lost) }), "insight"),
      choose(t("s6.forgive"), DATA.favours.forgiveness.map((_, place) => [String(place), forgiveText(place)]),
        String(forgiving), (value) => { forgiving = Number(value); render(); }, "choices small"),
      place,
      paragraph(toldOrWhy("s6.after"), "insight"),
    ];
  };
  return [paragraph(t("s6.lead"), "lead"),
    bet({
      id: "mistakes", question: t("s6.question"), options: styleOptions(), reveal,
      right: DATA.stylesSaid.mistakes ? null : best, untold: DATA.stylesSaid.mistakes,
    })];
}

// A text of the first lesson, or why its runs do not bear it out.
function toldOrWhy(key, blanks = {}) {
  return DATA.stylesSaid[key] ? untold(DATA.stylesSaid[key]) : t(key, blanks);
}

function forgiveText(place) {
  const share = DATA.favours.forgiveness[place];
  return share ? percent(share) : t("s6.forgive.none");
}

// What was put in, and what followed from it.
const PUT_IN = { 1: true, 2: false, 3: true, 4: true, 5: false, 6: false };

function sorting() {
  const done = h("p", { class: "insight", role: "status" });
  const count = () => {
    const all = Object.keys(PUT_IN).length;
    const given = Object.keys(sorted);
    if (given.length < all) return;
    done.replaceChildren(...rich(t("s7.done", { right: given.filter((one) => sorted[one] === PUT_IN[one]).length, all })));
  };
  const cards = Object.keys(PUT_IN).map((one) => {
    const answer = h("p", { class: "answer", role: "status" });
    const tell = () => {
      if (sorted[one] === undefined) return;
      const right = sorted[one] === PUT_IN[one];
      answer.replaceChildren(h("strong", {}, t(right ? "s7.right" : "s7.wrong")), " ",
        h("span", { class: "kind" }, t(PUT_IN[one] ? "s7.put" : "s7.followed")), `. ${t(`s7.${one}.why`)}`);
      answer.className = `answer ${right ? "hit" : "miss"}`;
      count();
    };
    tell();
    const chosen = sorted[one] === undefined ? null : sorted[one] ? "put" : "followed";
    return h("li", { class: "card" },
      choose(t(`s7.${one}`), [["put", t("s7.put")], ["followed", t("s7.followed")]], chosen,
        (value) => { sorted[one] = value === "put"; tell(); }, "choices small"),
      answer);
  });
  return [paragraph(t("s7.lead"), "lead"), h("ul", { class: "sort" }, cards), done];
}

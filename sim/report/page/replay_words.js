"use strict";
/* The replay's words: what stands below a map, its legend, its keys. */
const replayWords = (() => {
  const {dayOf, hourOf, rungs, upTo} = replayData;
  const {GLYPHS} = replaySigns;
  const COUNTS = [
    ["Truth, in the model only", "truth", [["true", "incidents"], ["seen", "seen by the mission"],
      ["heard", "only heard"], ["unnoticed", "noticed by nobody"], ["recorded", "came into the record"],
      ["double", "entered once more"], ["unfounded", "entries without ground"], ["deaths", "deaths"]]],
    ["In the record", "record", [["entries", "entries in ledgers"], ["reports", "reports"],
      ["open", "of them open now"], ["visits", "visits"], ["sanctions", "sanctions"]]],
    ["Relief convoys", "aid", [["requested", "requests"], ["waiting", "waiting for an answer, or to leave"],
      ["refused", "refused or never answered"], ["road", "on the road now"], ["delivered", "delivered aid"],
      ["failed", "turned back, stopped or attacked"]]],
  ];
  const LEGEND = [["seen", "true incident, seen by the mission"], ["heard", "true incident, only heard"],
    ["unnoticed", "true incident, noticed by nobody of the mission"], ["other", "fire that is no violation"],
    ["recorded", "entered in a ledger"], ["unfounded", "entry without ground, as only the model knows"], ["reports", "reports open at a place"],
    ["team", "investigation team"], ["open", "post, open by the plan"],
    ["planned", "post planned, not open yet"], ["unstaffed", "post planned, without people for it"], ["checkpoint", "checkpoint of the mission"],
    ["party_checkpoint", "checkpoint of a side"], ["queue", "vehicles at a checkpoint"], ["convoy", "relief convoy"]];

  function make(tag, attributes = {}, ...inside) {
    const element = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    element.append(...inside);
    return element;
  }

  function panelOf(data) {
    const label = `Map of ${data.name}: one simulated course of events. The counts stand below it; N and P name its sites one by one.`;
    const canvas = make("canvas", {tabindex: 0, role: "img", "aria-label": label});
    const shown = COUNTS.filter(([, kind]) => kind !== "aid" || data.convoys.length);
    const cells = {};
    const counts = shown.map(([title, kind, lines]) => make("div", {class: `replay-counts ${kind}`},
      make("p", {}, title), make("dl", {}, ...lines.map(([name, words]) => {
        cells[name] = make("dd", {"data-count": name}, "0");
        return make("div", {}, make("dt", {}, words), cells[name]);
      }))));
    cells.manned = make("p", {class: "replay-rungs"});
    cells.rungs = make("p", {class: "replay-rungs"});
    cells.told = make("ol", {class: "replay-told"});
    const element = make("div", {class: "replay-panel", role: "group", "aria-label": data.name}, canvas,
      make("div", {class: "replay-table"}, ...counts), cells.manned, cells.rungs,
      make("p", {class: "replay-latest"}, data.zones.length > 1 ? "Latest events, all zones" : "Latest events"), cells.told);
    const brief = {truth: make("span", {class: "replay-true"}), record: make("span", {class: "replay-recorded"})};
    brief.row = make("p", {}, make("span", {class: "replay-name", dir: "auto"}, data.name), brief.truth, brief.record);
    return {element, canvas, cells, brief};
  }

  function legend({sides, watch}) {
    const items = LEGEND.map(([name, words]) => sign(name, words));
    items.push(sign("place_a", `place held by ${sides[0]}`), sign("place_b", `place held by ${sides[1]}`));
    const rings = `Rings around open posts: how far ${watch.kind} can be seen, ${watch.day_km} km by day (whole line) and ${watch.night_km} km by night (broken line); most of what lies near the rim is missed. They are the same for every post; at which of them people are on watch isn't shown. Bigger circles: with deaths. Small squares stand for many small places around them. A sanction's line is the longer, the higher its rung. The days beside a stock: how long it lasts at the usual need. What happened fades after half a day, later at higher speeds.`;
    return make("div", {class: "replay-legend"}, make("ul", {}, ...items), make("p", {}, rings));
  }

  function sign(name, words) {
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    const canvas = make("canvas", {width: 26 * ratio, height: 24 * ratio, "aria-hidden": "true"});
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    GLYPHS[name](pen, 13, name === "queue" ? 15 : 12, name.startsWith("place") ? 4 : name === "recorded" || name === "unfounded" ? 4 : 6);
    return make("li", {}, canvas, make("span", {}, words));
  }

  function keysInWords() {
    return make("p", {class: "replay-keys"},
      "Keys: space plays and pauses; arrows left and right go an hour, with Shift a day; + and − change the speed; Home and End go to the start and the end. On a map, N and P name the next and the previous site.");
  }

  function write(element, text) { if (element.textContent !== text) element.textContent = text; }

  function writeCounts({data, cells, brief, count, manned, at}, t) {
    COUNTS.forEach(([, , lines]) => lines.forEach(([name]) => {
      if (cells[name]) write(cells[name], count[name](t).toLocaleString("en"));
    }));
    write(brief.truth, `${count.true(t).toLocaleString("en")} true incidents`);
    write(brief.record, `${count.recorded(t).toLocaleString("en")} in the record`);
    const [watched, open] = manned(t);
    write(cells.manned, open > 1 ? `People on watch now at ${watched} of ${open} posts open by the plan.`
      : "People on watch at posts are counted where at least two are open.");
    const [a, b] = rungs(data, at, t);
    write(cells.rungs, `Highest rung of sanctions now, of ${data.top_rung}: ${data.sides[0]} ${a}; ${data.sides[1]} ${b}.`);
    const n = upTo(data.told.t, t);
    if (cells.told.dataset.n !== String(n)) {
      cells.told.dataset.n = n;
      const lines = [];
      for (let line = n - 1; line >= Math.max(0, n - 3); line--) {
        lines.push(make("li", {}, `Day ${dayOf(data.told.t[line])}, ${hourOf(data.told.t[line])}: ${data.told.words[line]}`));
      }
      cells.told.replaceChildren(...(lines.length ? lines : [make("li", {}, "none yet")]));
    }
  }

  return {make, panelOf, legend, keysInWords, write, writeCounts};
})();

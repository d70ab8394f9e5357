"use strict";
/* The replay's signs: colours, and every sign of the map, drawn at (x, y) in a size; the legend is
   drawn with the same. */
const replaySigns = (() => {
  const INK = "#1A1A1A", QUIET = "#5C5C5C", LAND = "#FAFAF7", NIGHT = "#E4E8F0", LINE = "#B8B8B0";
  const TRUE = "#0072B2", HEARD = "#56B4E9", RECORDED = "#D55E00", POST = "#00795A";
  const CHECKPOINT = "#8A3B73", TEAM = "#F0E442", STAMP = "#B00020";
  const FONT = "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif";
  const font = (px, weight = 400) => `${weight} ${px}px ${FONT}`;

  function disc(c, x, y, r) { c.beginPath(); c.arc(x, y, r, 0, 2 * Math.PI); }

  const GLYPHS = {
    seen(c, x, y, r) { disc(c, x, y, r); c.fillStyle = TRUE; c.fill(); c.lineWidth = 1; c.strokeStyle = "#fff"; c.stroke(); },
    heard(c, x, y, r) {
      disc(c, x, y, r); c.fillStyle = "#fff"; c.fill();
      c.beginPath(); c.arc(x, y, r, Math.PI / 2, 1.5 * Math.PI); c.fillStyle = HEARD; c.fill();
      disc(c, x, y, r); c.lineWidth = 1.5; c.strokeStyle = TRUE; c.stroke();
    },
    unnoticed(c, x, y, r) { disc(c, x, y, r); c.fillStyle = "#fff"; c.fill(); c.lineWidth = 1.7; c.strokeStyle = INK; c.stroke(); },
    other(c, x, y, r) {
      c.beginPath(); c.moveTo(x - r, y); c.lineTo(x + r, y); c.moveTo(x, y - r); c.lineTo(x, y + r);
      c.lineWidth = 1.8; c.strokeStyle = "#767676"; c.stroke();
    },
    recorded(c, x, y, r) { c.fillStyle = RECORDED; c.fillRect(x - r, y - r, 2 * r, 2 * r); c.lineWidth = 1; c.strokeStyle = "#fff"; c.strokeRect(x - r, y - r, 2 * r, 2 * r); },
    unfounded(c, x, y, r) {
      c.beginPath(); c.moveTo(x - r, y - r); c.lineTo(x + r, y + r); c.moveTo(x - r, y + r); c.lineTo(x + r, y - r);
      c.lineWidth = 4; c.strokeStyle = "#fff"; c.stroke(); c.lineWidth = 2.2; c.strokeStyle = RECORDED; c.stroke();
    },
    place_a(c, x, y, r) { c.fillStyle = "#4A4A4A"; c.fillRect(x - r, y - r, 2 * r, 2 * r); },
    place_b(c, x, y, r) { c.fillStyle = "#fff"; c.fillRect(x - r, y - r, 2 * r, 2 * r); c.lineWidth = 1.8; c.strokeStyle = "#4A4A4A"; c.strokeRect(x - r, y - r, 2 * r, 2 * r); },
    open(c, x, y, r) { triangle(c, x, y, r); c.fillStyle = POST; c.fill(); c.lineWidth = 1; c.strokeStyle = "#fff"; c.stroke(); },
    unstaffed(c, x, y, r) { triangle(c, x, y, r); c.fillStyle = "#fff"; c.fill(); c.lineWidth = 1.8; c.strokeStyle = POST; c.stroke(); },
    planned(c, x, y, r) { triangle(c, x, y, r * 0.8); c.lineWidth = 1; c.strokeStyle = "#8A8A84"; c.stroke(); },
    checkpoint(c, x, y, r) { gate(c, x, y, r, CHECKPOINT); },
    party_checkpoint(c, x, y, r) { gate(c, x, y, r, "#6A6A6A"); },
    queue(c, x, y, r) { c.fillStyle = CHECKPOINT; c.fillRect(x - 2, y - 2 * r, 4, 3 * r); },
    reports(c, x, y, r, n = 2) { tag(c, x, y, r, String(n)); },
    team(c, x, y, r) {
      c.beginPath(); c.moveTo(x + r * 0.5, y + r * 0.5); c.lineTo(x + r * 1.3, y + r * 1.3); c.lineWidth = 3; c.strokeStyle = INK; c.stroke();
      disc(c, x, y, r * 0.75); c.fillStyle = TEAM; c.fill(); c.lineWidth = 1.8; c.strokeStyle = INK; c.stroke();
    },
    convoy(c, x, y, r) {
      c.fillStyle = "#fff"; c.fillRect(x - 1.5 * r, y - r, 3.1 * r, 2.1 * r);
      c.fillStyle = INK; c.fillRect(x - 1.4 * r, y - 0.85 * r, 1.8 * r, 1.35 * r); c.fillRect(x + 0.55 * r, y - 0.35 * r, 0.85 * r, 0.85 * r);
      disc(c, x - 0.7 * r, y + 0.65 * r, 0.35 * r); c.fill(); disc(c, x + 0.85 * r, y + 0.65 * r, 0.35 * r); c.fill();
    },
  };

  function triangle(c, x, y, r) {
    c.beginPath(); c.moveTo(x, y - r); c.lineTo(x + r, y + 0.8 * r); c.lineTo(x - r, y + 0.8 * r); c.closePath();
  }

  function gate(c, x, y, r, color) {
    c.fillStyle = "#fff"; c.fillRect(x - r - 1, y - 0.6 * r - 1, 2 * r + 2, 1.2 * r + 2);
    c.fillStyle = color; c.fillRect(x - r, y - 0.6 * r, 2 * r, 1.2 * r);
    c.fillStyle = "#fff"; c.fillRect(x - 0.2 * r, y - 0.6 * r, 0.4 * r, 1.2 * r);
  }

  function tag(c, x, y, r, text) {
    c.font = font(11, 700);
    const w = Math.max(c.measureText(text).width + 6, 14);
    c.fillStyle = "#B84F00"; c.fillRect(x - w / 2, y - 7, w, 14);
    c.fillStyle = "#fff"; c.textAlign = "center"; c.textBaseline = "middle"; c.fillText(text, x, y + 0.5);
    c.textAlign = "left"; c.textBaseline = "alphabetic";
  }

  /* Text cut to a width, with an ellipsis. */
  function fitted(c, text, width) {
    if (c.measureText(text).width <= width) return text;
    let kept = Array.from(text);
    while (kept.length && c.measureText(kept.join("") + "…").width > width) kept.pop();
    return kept.join("") + "…";
  }

  /* Text on one line where it fits a width, else on two, broken where that makes both shortest. */
  function broken(c, text, width) {
    const wide = (part) => c.measureText(part).width, words = text.split(" ");
    if (wide(text) <= width || words.length < 2) return [fitted(c, text, width)];
    const ways = words.slice(1).map((_, at) => [words.slice(0, at + 1).join(" "), words.slice(at + 1).join(" ")]);
    const longer = (lines) => Math.max(...lines.map(wide));
    return ways.sort((one, other) => longer(one) - longer(other))[0].map((line) => fitted(c, line, width));
  }

  const COLORS = {INK, QUIET, LAND, NIGHT, LINE, TRUE, RECORDED, CHECKPOINT, STAMP};
  return {COLORS, GLYPHS, font, disc, tag, fitted, broken};
})();

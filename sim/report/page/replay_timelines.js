"use strict";
/* Lines over time along the foot of a map: incidents a day by weeks, sanctions, stocks. */
const replayTimelines = (() => {
  const {valueAt} = replayData;
  const {COLORS, font, fitted} = replaySigns;
  const {INK, QUIET, TRUE, RECORDED} = COLORS;
  const WEEK = 10080, GAP = 8;

  function linesOf(panel, zone) {
    const mine = (track, at) => zone === -1 || track.zone[at] === zone;
    const weekly = (track, counts) => {
      const weeks = new Array(Math.floor(panel.minutes / WEEK)).fill(0);  // a last one that isn't whole is left out
      track.t.forEach((t, at) => {
        const week = Math.floor(t / WEEK);
        if (week < weeks.length && counts(at) && mine(track, at)) weeks[week] += 1;
      });
      return weeks.map((n, week) => [(week + 0.5) * WEEK, n / 7]);
    };
    const happened = weekly(panel.incidents, (at) => panel.incidents.way[at] < 3);
    const recorded = weekly(panel.entries, (at) => panel.entries.way[at] === 0);
    const {sanctions, stocks} = panel, imposed = [];
    sanctions.t.forEach((t, at) => {
      if (sanctions.imposed[at] && mine(sanctions, at)) imposed.push([t, sanctions.rung[at]]);
    });
    return [
      {height: 44, title: "Incidents a day", lines: [[happened, TRUE, []], [recorded, RECORDED, [5, 3]]]},
      {height: 24, title: "Sanctions", ticks: imposed},
      ...stocks.filter((stock) => zone === -1 || panel.sites[stock.site].zone === zone).slice(0, 2).map((stock) => (
        {height: 40, title: `Stock, ${panel.sites[stock.site].label}`, stock,
          lines: [[Array.from(stock.t, (t, at) => [t, stock.tonnes[at]]), "#6B4E00", []]]})),
    ];
  }

  class Timelines {
    constructor(panel) {
      this.panel = panel;
      this.lines = document.createElement("canvas");
    }

    /* Below `foot`, for a zone (-1: all); `like`: all panels, which keep room for the same lines. */
    lay(width, ratio, foot, zone, like) {
      Object.assign(this, {width, foot, rows: this.rowsOf(zone, like)});
      this.height = foot + GAP + this.rows.reduce((sum, row) => sum + row.height, 0);
      this.lines.width = Math.round(width * ratio);
      this.lines.height = Math.round(this.height * ratio);
      this.drawLines(ratio);
    }

    /* Each row as high as the highest of its kind in any panel, so that panels can be compared. */
    rowsOf(zone, like) {
      const all = like.map((panel) => linesOf(panel, zone));
      const own = all[like.indexOf(this.panel)];
      const most = (title) => Math.max(1e-9, ...all.flat().filter((row) => row.title === title)
        .flatMap((row) => (row.lines || []).flatMap(([line]) => line.map(([, value]) => value))));
      own.forEach((row) => { row.most = most(row.title); });
      return own.filter((row) => !row.ticks || all.flat().some((one) => one.ticks && one.ticks.length));
    }

    timeX(t) { return 112 + (this.width - 112 - 60) * t / this.panel.minutes; }

    drawLines(ratio) {
      const c = this.lines.getContext("2d");
      c.setTransform(ratio, 0, 0, ratio, 0, 0);
      c.clearRect(0, 0, this.width, this.height);
      let top = this.foot + GAP;
      this.rows.forEach((row) => {
        row.top = top;
        const low = top + row.height - 6, high = row.height - 12;
        if (row.ticks) {
          c.strokeStyle = "#B84F00"; c.lineWidth = 1.4;
          row.ticks.forEach(([t, rung]) => {
            const x = this.timeX(t);
            c.beginPath(); c.moveTo(x, low); c.lineTo(x, low - 4 - 3.5 * rung); c.stroke();
          });
        } else {
          row.lines.forEach(([line, color, dash]) => {
            c.strokeStyle = color; c.lineWidth = 1.8; c.setLineDash(dash); c.beginPath();
            line.forEach(([t, value]) => c.lineTo(this.timeX(t), low - high * value / row.most));
            c.stroke(); c.setLineDash([]);
          });
        }
        top += row.height;
      });
    }

    draw(c, t) {
      c.fillStyle = "#fff"; c.fillRect(0, this.foot, this.width, this.height - this.foot);
      c.strokeStyle = "#CFCFC8"; c.lineWidth = 1;
      c.beginPath(); c.moveTo(0, this.foot + 0.5); c.lineTo(this.width, this.foot + 0.5); c.stroke();
      const now = this.timeX(t);
      c.save(); c.beginPath(); c.rect(0, this.foot, now, this.height - this.foot); c.clip();
      c.drawImage(this.lines, 0, 0, this.width, this.height); c.restore();
      c.textAlign = "left";
      this.rows.forEach((row) => {
        const low = row.top + row.height - 5.5;
        c.strokeStyle = "#E3E3DD"; c.lineWidth = 1;
        c.beginPath(); c.moveTo(this.timeX(0), low); c.lineTo(this.timeX(this.panel.minutes), low); c.stroke();
        c.font = font(11); c.fillStyle = INK;
        c.fillText(fitted(c, row.title, 98), 8, row.stock || row.lines ? row.top + 13 : low - 2);
        c.fillStyle = QUIET;
        if (row.lines && row.most > 0.05) {
          const top = row.top + 6;
          c.beginPath(); c.moveTo(this.timeX(this.panel.minutes), top); c.lineTo(this.timeX(this.panel.minutes) + 4, top); c.stroke();
          const most = row.most >= 10 ? Math.round(row.most).toLocaleString("en") : row.most.toFixed(1);
          c.fillText(row.stock ? `${most} t` : most, this.timeX(this.panel.minutes) + 7, top + 4);
        }
        if (row.stock) {
          const tonnes = valueAt(row.stock.t, row.stock.tonnes, t, row.stock.tonnes[0]);
          const last = Math.round(tonnes / row.stock.need);
          const days = row.stock.need ? `, ${last} ${last === 1 ? "day" : "days"}` : "";
          c.fillText(`${tonnes.toLocaleString("en")} t${days}`, 8, low - 1);
        } else if (row.lines) {
          c.fillStyle = TRUE; c.fillText("true", 8, low - 1);
          c.fillStyle = "#B84F00"; c.fillText("recorded", 36, low - 1);
        }
      });
      c.strokeStyle = INK; c.lineWidth = 1; c.beginPath();
      c.moveTo(now, this.foot + 4); c.lineTo(now, this.height - 3); c.stroke();
    }
  }

  return {Timelines};
})();

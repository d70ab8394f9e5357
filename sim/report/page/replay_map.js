"use strict";
/* The replay's picture: one canvas a scenario, drawn anew for every frame over a map drawn once. */
const replayMap = (() => {
  const {upTo, valueAt, hourOf, dateOf, dayOf, isNight} = replayData;
  const INK = "#1A1A1A", QUIET = "#5C5C5C", LAND = "#FAFAF7", NIGHT = "#E4E8F0", LINE = "#B8B8B0";
  const TRUE = "#0072B2", HEARD = "#56B4E9", RECORDED = "#D55E00", POST = "#00795A";
  const CHECKPOINT = "#8A3B73", TEAM = "#F0E442", STAMP = "#B00020";
  const FONT = "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif";
  const HEAD = 46, KM_PER_DEGREE = 111.195, SLOTS = 24, GOLDEN = 2.39996, WEEK = 10080, PLACED_AROUND = 1.5;
  const OUTCOMES = {delivered: "delivered", partly_delivered: "delivered in part",
    turned_back: "turned back", attacked: "attacked"};
  const font = (px, weight = 400) => `${weight} ${px}px ${FONT}`;

  function disc(c, x, y, r) { c.beginPath(); c.arc(x, y, r, 0, 2 * Math.PI); }

  /* Every sign of the map: drawn at (x, y) in a size; the legend is drawn with the same. */
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
    manned(c, x, y, r) { triangle(c, x, y, r); c.fillStyle = POST; c.fill(); c.lineWidth = 1; c.strokeStyle = "#fff"; c.stroke(); },
    empty(c, x, y, r) { triangle(c, x, y, r); c.fillStyle = "#fff"; c.fill(); c.lineWidth = 1.8; c.strokeStyle = POST; c.stroke(); },
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

  function linesOf(panel, zone) {
    const mine = (track, at) => zone === -1 || track.zone[at] === zone;
    const weekly = (track, counts) => {
      const weeks = new Array(Math.ceil(panel.minutes / WEEK)).fill(0);
      track.t.forEach((t, at) => {
        if (t < panel.minutes && counts(at) && mine(track, at)) weeks[Math.floor(t / WEEK)] += 1;
      });
      return weeks.map((n, week) => {
        const until = Math.min((week + 1) * WEEK, panel.minutes);
        return [(week * WEEK + until) / 2, n * 1440 / (until - week * WEEK)];
      });
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

  class MapPanel {
    constructor(canvas, panel, borders) {
      Object.assign(this, {canvas, panel, borders});
      this.pen = canvas.getContext("2d");
      this.base = document.createElement("canvas");
      this.lines = document.createElement("canvas");
      this.hits = [];
      this.zone = -1;
    }

    /* Lay out for a width, a height of the map and a zone (-1: all); `box` is [south, west, north,
       east] in degrees; `like`: all panels, which keep room at the foot for the same lines. */
    lay(width, high, zone, box, like) {
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      Object.assign(this, {width, zone, ratio, foot: HEAD + high});
      this.rows = this.timelines(like);
      this.height = this.foot + 8 + this.rows.reduce((sum, row) => sum + row.height, 0);
      [this.canvas, this.base, this.lines].forEach((one) => {
        one.width = Math.round(width * ratio);
        one.height = Math.round(this.height * ratio);
      });
      this.canvas.style.height = `${this.height}px`;
      this.project(box);
      this.spread();
      this.drawBase();
      this.drawLines();
    }

    project([south, west, north, east]) {
      const middle = (south + north) / 2, narrow = Math.cos(middle * Math.PI / 180);
      const pad = 38, high = this.foot - HEAD - 2 * pad, wide = this.width - 2 * pad;
      this.perDegree = Math.min(high / Math.max(north - south, 0.05), wide / Math.max((east - west) * narrow, 0.05));
      const cy = HEAD + pad + high / 2, cx = this.width / 2;
      this.x = (lon) => cx + (lon - (west + east) / 2) * narrow * this.perDegree;
      this.y = (lat) => cy - (lat - middle) * this.perDegree;
      this.perKm = this.perDegree / KM_PER_DEGREE;
      this.size = Math.max(0.55, Math.min(1, this.perKm / 9));
      this.far = this.perKm < 2.5;  // the whole country: zones have names, places are points
    }

    /* Where each site stands on the screen: those of one square side by side around its middle. */
    spread() {
      const cells = new Map();
      this.at = this.panel.sites.map((site) => ({x: this.x(site.lon), y: this.y(site.lat), site}));
      this.at.forEach((spot) => {
        const cell = `${spot.site.lat} ${spot.site.lon}`;
        if (!cells.has(cell)) cells.set(cell, []);
        cells.get(cell).push(spot);
      });
      cells.forEach((spots) => {
        if (spots.length === 1) return;
        const away = this.size * (spots.length > 3 ? 22 : 16);
        spots.forEach((spot, at) => {
          const turn = 2 * Math.PI * at / spots.length - Math.PI * 0.75;
          spot.x += away * Math.cos(turn);
          spot.y += away * Math.sin(turn);
        });
      });
      this.shown = this.at.map((spot) =>
        (this.zone === -1 || spot.site.zone === this.zone) && spot.y > HEAD && spot.y < this.foot);
      this.warehouse = new Map();
      this.panel.routes.forEach((stops) => this.warehouse.set(stops[stops.length - 1], this.stub(stops)));
    }

    /* A road's beginning, whose position isn't given: a fixed way off its first stop. */
    stub(stops) {
      const first = this.at[stops[0]], next = this.at[stops[1]] || {x: this.width / 2, y: this.height / 2};
      const far = Math.hypot(first.x - next.x, first.y - next.y) || 1;
      const away = 60 * this.size;
      return {x: first.x + away * (first.x - next.x) / far, y: first.y + away * (first.y - next.y) / far};
    }

    clip(c) { c.beginPath(); c.rect(0, HEAD, this.width, this.foot - HEAD); c.clip(); }

    drawBase() {
      const c = this.base.getContext("2d");
      c.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
      c.clearRect(0, 0, this.width, this.height);
      c.save();
      this.clip(c);
      c.strokeStyle = LINE; c.lineWidth = 1.2; c.setLineDash([6, 3]);
      this.borders.forEach((border) => border.lines.forEach(([lats, lons]) => {
        c.beginPath();
        lats.forEach((lat, at) => c.lineTo(this.x(lons[at] / 1000), this.y(lat / 1000)));
        c.stroke();
      }));
      c.setLineDash([]);
      c.font = font(Math.min(this.width / 8, 60), 800); c.fillStyle = "rgba(176,0,32,0.06)"; c.textAlign = "center";
      c.fillText("SIMULATED", this.width / 2, (HEAD + this.foot) / 2 + 20);
      c.strokeStyle = "rgba(26,26,26,0.28)"; c.lineWidth = 2; c.setLineDash([2, 5]);
      this.panel.routes.forEach((stops) => {
        const from = this.warehouse.get(stops[stops.length - 1]);
        c.beginPath(); c.moveTo(from.x, from.y);
        stops.forEach((stop) => c.lineTo(this.at[stop].x, this.at[stop].y));
        c.stroke();
      });
      c.setLineDash([]);
      this.at.forEach((spot, at) => {
        if (spot.site.kind !== "place" || !this.shown[at]) return;
        const r = this.far ? 1.2 : (spot.site.cell ? 2.6 : 4) * this.size;
        GLYPHS[spot.site.side ? "place_b" : "place_a"](c, spot.x, spot.y, r);
      });
      this.label(c);
      this.scale(c);
      c.restore();
    }

    /* Names where there is room, towns first; what has no room says its name when pointed at. */
    label(c) {
      const taken = this.at.filter((_, at) => this.shown[at]).map((spot) => {
        const r = this.far ? 1 : (spot.site.kind === "place" ? 5 : 8) * this.size;
        return [spot.x - r, spot.y - r, spot.x + r, spot.y + r];
      });
      const free = (box) => box[0] > 2 && box[2] < this.width - 2 && box[1] > HEAD + 2 && box[3] < this.foot - 16 &&
        taken.every((other) => box[2] < other[0] || box[0] > other[2] || box[3] < other[1] || box[1] > other[3]);
      const write = (name, x, y, px, color, weight, ways) => {
        c.font = font(px, weight); c.textAlign = "left";
        const text = fitted(c, name, px > 13 ? this.width : 150);
        const w = c.measureText(text).width;
        for (const [dx, dy] of ways(w, px)) {
          const box = [x + dx - 1, y + dy - px, x + dx + w + 1, y + dy + 3];
          if (free(box)) {
            c.lineWidth = 3; c.strokeStyle = "rgba(255,255,255,0.85)"; c.strokeText(text, x + dx, y + dy);
            c.fillStyle = color; c.fillText(text, x + dx, y + dy);
            taken.push(box);
            return;
          }
        }
      };
      const around = (w, px) => [[8, 4], [-8 - w, 4], [-w / 2, -9], [-w / 2, px + 8], [8, -7], [8, px + 5]];
      const centred = (w, px) => [[-w / 2, px / 2], [-w / 2, -20], [-w / 2, 30], [10, 0], [-w - 10, 0]];
      const order = [];
      if (this.zone === -1 && this.panel.zones.length > 1) {
        this.panel.zones.forEach((zone, at) => {
          const spots = this.at.filter((spot) => spot.site.zone === at && spot.site.kind === "place");
          if (!spots.length) return;
          const mean = (key) => spots.reduce((sum, spot) => sum + spot[key], 0) / spots.length;
          const x = mean("x"), right = Math.max(...spots.map((spot) => spot.x)) - x + 14;
          const left = Math.min(...spots.map((spot) => spot.x)) - x - 14;
          c.font = font(14, 700);
          const room = Math.max(this.width - x - right, x + left) - 8;
          write(fitted(c, zone, room), x, mean("y"), 14, INK, 700,
            (w, px) => [[right, 4], [left - w, 4], [right, 24], [left - w, 24], ...around(w, px), ...centred(w, px)]);
        });
      }
      this.at.forEach((spot, at) => {
        if (spot.site.kind === "place" && this.shown[at] && !this.far) order.push([spot.site.cell ? 1 : 0, spot]);
      });
      order.sort((one, other) => one[0] - other[0]);
      order.forEach(([cell, spot]) =>
        write(spot.site.label, spot.x, spot.y, cell ? 11 : 12, cell ? QUIET : INK, cell ? 400 : 600, around));
      this.borders.forEach((border) => {
        if (border.at) write(border.name, this.x(border.at[1]), this.y(border.at[0]), 12, "#6B6B66", 400, centred);
      });
    }

    scale(c) {
      const km = [1, 2, 5, 10, 20, 50, 100, 200].find((each) => each * this.perKm > 45) || 500;
      const x = 12, y = this.foot - 10, w = km * this.perKm;
      c.strokeStyle = INK; c.lineWidth = 1.5;
      c.beginPath(); c.moveTo(x, y - 4); c.lineTo(x, y); c.lineTo(x + w, y); c.lineTo(x + w, y - 4); c.stroke();
      c.font = font(11); c.fillStyle = INK; c.textAlign = "left"; c.fillText(`${km} km`, x + w + 5, y + 1);
      c.textAlign = "right"; c.fillStyle = QUIET;
      c.fillText("no position on boundaries is implied", this.width - 8, y + 1);
      c.textAlign = "left";
    }

    // --- what runs along the foot -------------------------------------------------------------
    /* Lines over time: incidents a day by weeks, sanctions, stocks; each as high as the highest of
       its kind in any panel, so that panels can be compared. */
    timelines(like) {
      const all = like.map((panel) => linesOf(panel, this.zone));
      const own = all[like.indexOf(this.panel)];
      const most = (title) => Math.max(1e-9, ...all.flat().filter((row) => row.title === title)
        .flatMap((row) => (row.lines || []).flatMap(([line]) => line.map(([, value]) => value))));
      own.forEach((row) => { row.most = most(row.title); });
      return own.filter((row) => !row.ticks || all.flat().some((one) => one.ticks && one.ticks.length));
    }

    timeX(t) { return 112 + (this.width - 112 - 52) * t / this.panel.minutes; }

    drawLines() {
      const c = this.lines.getContext("2d");
      c.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
      c.clearRect(0, 0, this.width, this.height);
      let top = this.foot + 8;
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

    drawFoot(c, t) {
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
          c.fillText(row.most >= 10 ? Math.round(row.most).toLocaleString("en") : row.most.toFixed(1), this.timeX(this.panel.minutes) + 7, top + 4);
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

    // --- a frame ------------------------------------------------------------------------------
    /* `window_`: minutes for which what happened stays; `calm`: days fly by, so that light must not
       flicker. */
    draw(t, window_, calm) {
      const {pen: c, panel} = this, night = isNight(panel, t);
      this.hits.length = 0;
      c.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
      c.fillStyle = night && !calm ? NIGHT : LAND;
      c.fillRect(0, 0, this.width, this.height);
      c.save();
      this.clip(c);
      this.drawWatch(c, t, night, calm);
      c.drawImage(this.base, 0, 0, this.width, this.height);
      this.drawPosts(c, t);
      this.drawCheckpoints(c, t);
      this.drawPlaces(c, t);
      this.drawIncidents(c, t, window_);
      this.drawEntries(c, t, window_);
      this.drawConvoys(c, t, window_);
      c.restore();
      this.drawFoot(c, t);
      this.drawHead(c, t, night, calm);
    }

    drawHead(c, t, night, calm) {
      c.fillStyle = "#fff"; c.fillRect(0, 0, this.width, HEAD);
      c.strokeStyle = "#CFCFC8"; c.lineWidth = 1;
      c.beginPath(); c.moveTo(0, HEAD - 0.5); c.lineTo(this.width, HEAD - 0.5); c.stroke();
      c.font = font(12, 800);
      const stamp = c.measureText("SIMULATED").width + 12;
      c.strokeStyle = STAMP; c.lineWidth = 2; c.strokeRect(this.width - stamp - 8, 8, stamp, 21);
      c.fillStyle = STAMP; c.textAlign = "left"; c.fillText("SIMULATED", this.width - stamp - 2, 23);
      c.font = font(13, 700); c.fillStyle = INK;
      c.fillText(fitted(c, this.panel.name, this.width - stamp - 26), 8, 19);
      c.font = font(12); c.fillStyle = "#3A3A3A";
      const light = calm ? "" : night ? " · night" : " · day";
      const hour = calm ? "" : `, ${hourOf(t)}`;
      c.fillText(fitted(c, `${dateOf(this.panel, t)}${hour}${light} · day ${Math.min(dayOf(t), Math.ceil(this.panel.minutes / 1440))}`,
        this.width - stamp - 26), 8, 37);
    }

    isOpen(post, t) { return post.due >= 0 && post.due <= t && !(post.over >= 0 && post.over <= t); }

    drawWatch(c, t, night, calm) {
      const {day_km, night_km} = this.panel.watch;
      Object.entries(this.panel.posts).forEach(([at, post]) => {
        if (!this.shown[at] || !this.isOpen(post, t) || !valueAt(post.t, post.people, t)) return;
        const {x, y} = this.at[at];
        [[day_km, calm || !night], [night_km, calm || night]].forEach(([km, now]) => {
          disc(c, x, y, km * this.perKm);
          if (now) { c.fillStyle = "rgba(0,121,90,0.06)"; c.fill(); }
          c.setLineDash(km === night_km ? [3, 3] : []);
          c.strokeStyle = now ? "rgba(0,121,90,0.55)" : "rgba(0,121,90,0.18)"; c.lineWidth = 1; c.stroke();
        });
        c.setLineDash([]);
      });
    }

    drawPosts(c, t) {
      Object.entries(this.panel.posts).forEach(([at, post]) => {
        if (!this.shown[at] || post.due < 0 || (post.over >= 0 && post.over <= t)) return;
        const {x, y, site} = this.at[at], r = 7 * this.size;
        const of = site.guarantor ? ` of the ${site.guarantor}` : "";
        let state = "planned", words = `opens on day ${dayOf(post.due)}`;
        if (post.due <= t) {
          const people = valueAt(post.t, post.people, t);
          state = people ? "manned" : post.staffed ? "empty" : "planned";
          words = people ? `${people} people on watch` : post.staffed ? "nobody on watch now" : "planned, but this staffing has no people for it";
        }
        GLYPHS[state](c, x, y, r);
        this.hit(x, y, 9, () => `${site.label}: observation post${of}; ${words}.`, 1);
      });
    }

    drawCheckpoints(c, t) {
      Object.entries(this.panel.checkpoints).forEach(([at, checkpoint]) => {
        if (!this.shown[at] || !checkpoint.lanes.t.length || this.far) return;
        const {x, y, site} = this.at[at], r = 6.5 * this.size;
        const lanes = valueAt(checkpoint.lanes.t, checkpoint.lanes.n, t);
        const inside = valueAt(checkpoint.inside.t, checkpoint.inside.n, t);
        if (site.operator === 2 && checkpoint.lanes.t[0] > t) return;
        c.globalAlpha = lanes ? 1 : 0.45;
        GLYPHS[site.operator === 2 ? "checkpoint" : "party_checkpoint"](c, x, y, r);
        c.globalAlpha = 1;
        if (inside) {
          const high = Math.min(2.4 * Math.sqrt(inside), 40) * Math.max(this.size, 0.7);
          c.fillStyle = "#fff"; c.fillRect(x + r + 1, y + r - high - 1, 6, high + 2);
          c.fillStyle = site.operator === 2 ? CHECKPOINT : "#6A6A6A"; c.fillRect(x + r + 2, y + r - high, 4, high);
        }
        const whose = site.operator === 2 ? "the mission" : this.panel.sides[site.operator];
        const now = lanes ? `${lanes} ${lanes === 1 ? "lane" : "lanes"} open` : "closed now";
        this.hit(x, y, 9, () => `${site.label}: checkpoint of ${whose}; ${now}; ${inside} ${inside === 1 ? "vehicle" : "vehicles"} there.`, 1);
      });
    }

    drawPlaces(c, t) {
      const {reports, visits} = this.panel;
      this.at.forEach((spot, at) => {
        if (spot.site.kind !== "place" || !this.shown[at]) return;
        const open = valueAt(reports.bySite[at].t, reports.bySite[at].open, t);
        const teams = valueAt(visits.bySite[at].t, visits.bySite[at].open, t);
        if (open > 0 && this.size > 0.6) tag(c, spot.x - 13, spot.y + 12, 7, String(open));
        if (teams > 0) GLYPHS.team(c, spot.x - 12, spot.y - 12, 8 * Math.max(this.size, 0.7));
        this.hit(spot.x, spot.y, 8, () => {
          const cell = spot.site.cell ? ", standing for many small places around it" : "";
          const said = [`${spot.site.label}: place held by ${this.panel.sides[spot.site.side]}${cell}.`];
          if (open > 0) said.push(`${open} ${open === 1 ? "report" : "reports"} open.`);
          if (teams > 0) said.push("An investigation team is here.");
          return said.join(" ");
        }, 2);
      });
    }

    /* Where the n-th thing at a site is drawn: around it, so that a volley doesn't hide itself. */
    around(at, n) {
      const slot = n % SLOTS, away = 5.6 * Math.max(this.size, 0.5) * Math.sqrt(slot + PLACED_AROUND);
      return [this.at[at].x + away * Math.cos(slot * GOLDEN), this.at[at].y + away * Math.sin(slot * GOLDEN)];
    }

    recent(track, t, window_, each) {
      const last = upTo(track.t, t);
      for (let at = upTo(track.t, t - window_); at < last; at++) {
        const site = track.site[at];
        if (site < 0 || !this.shown[site]) continue;
        this.pen.globalAlpha = 1 - 0.75 * (t - track.t[at]) / window_;
        each(at, site);
      }
      this.pen.globalAlpha = 1;
    }

    drawIncidents(c, t, window_) {
      const {incidents, kinds, sides} = this.panel;
      const glyph = ["seen", "heard", "unnoticed", "other"];
      const met = ["The mission saw it.", "The mission only heard it.", "Nobody of the mission noticed it."];
      this.recent(incidents, t, window_, (at, site) => {
        const [x, y] = this.around(site, incidents.number[at]), way = incidents.way[at];
        const dead = incidents.deaths[at], r = (dead ? 6 : 4.4) * Math.max(this.size, 0.6);
        GLYPHS[glyph[way]](c, x, y, r);
        this.hit(x, y, r + 3, () => {
          const when = `day ${dayOf(incidents.t[at])}, ${hourOf(incidents.t[at])}`;
          const deaths = dead ? ` ${dead} ${dead === 1 ? "death" : "deaths"}.` : "";
          if (way === 3) return `Fire that is no violation of the ceasefire, ${when}.${deaths}`;
          const what = kinds[incidents.kind[at]] || "incident";
          return `True incident (known only in the model): ${what} by ${sides[incidents.side[at]]}, ${when}. ${met[way]}${deaths}`;
        }, 0);
      });
    }

    drawEntries(c, t, window_) {
      const {entries} = this.panel;
      this.recent(entries, t, window_, (at, site) => {
        const way = entries.way[at];
        if (way === 3) return;
        const [x, y] = this.around(site, entries.number[at] + SLOTS / 2);
        GLYPHS[way === 2 ? "unfounded" : "recorded"](c, x, y, 3.6 * Math.max(this.size, 0.62));
        const what = way === 2 ? "Record: an entry in a ledger, without ground as only the model knows" : "Record: an incident here was entered in a ledger";
        this.hit(x, y, 7, () => `${what}, day ${dayOf(entries.t[at])}, ${hourOf(entries.t[at])}.`, 0);
      });
    }

    drawConvoys(c, t, window_) {
      this.panel.convoys.forEach((convoy) => {
        const {path} = convoy;
        if (!path.length || convoy.to < 0 || !this.shown[convoy.to]) return;
        const where = (stop) => (stop < 0 ? this.warehouse.get(convoy.to) || this.at[convoy.to] : this.at[stop]);
        const last = path[path.length - 1][0], label = this.panel.sites[convoy.to].label;
        if (t >= path[0][0] && t <= last) {
          let n = 1;
          while (n < path.length - 1 && path[n][0] < t) n++;
          const [t0, a] = path[n - 1], [t1, b] = path[Math.min(n, path.length - 1)];
          const part = t1 > t0 ? Math.min(1, Math.max(0, (t - t0) / (t1 - t0))) : 1;
          const from = where(a), to = where(b);
          const x = from.x + (to.x - from.x) * part, y = from.y + (to.y - from.y) * part;
          GLYPHS.convoy(c, x, y, 7 * Math.max(this.size, 0.8));
          const over = convoy.ended >= 0 && convoy.ended <= t;
          const state = over ? `${OUTCOMES[convoy.outcome] || convoy.outcome}, on its way back` : "on its way";
          this.hit(x, y, 13, () => `Convoy for ${label} with aid asked for ${convoy.people.toLocaleString("en")} people: ${state}.`, 0);
        }
        const stays = Math.max(window_, 1440);
        if (convoy.ended >= 0 && t >= convoy.ended && t < convoy.ended + stays) {
          const at = path.filter(([minute, stop]) => minute <= convoy.ended && stop >= 0).pop();
          const spot = at ? this.at[at[1]] : where(-1);
          const text = `Convoy ${OUTCOMES[convoy.outcome] || convoy.outcome}`;
          c.font = font(12, 700); c.textAlign = "center"; c.globalAlpha = 1;
          const w = c.measureText(text).width + 10;
          const x = Math.min(Math.max(spot.x, w / 2 + 4), this.width - w / 2 - 4);
          c.fillStyle = INK; c.fillRect(x - w / 2, spot.y - 34, w, 18);
          c.fillStyle = "#fff"; c.fillText(text, x, spot.y - 21); c.textAlign = "left";
        }
      });
    }

    // --- what is where ------------------------------------------------------------------------
    hit(x, y, r, words, rank) { this.hits.push({x, y, r, words, rank}); }

    /* A ring around what is being named. */
    mark({x, y, r}) {
      this.pen.lineWidth = 2; this.pen.strokeStyle = INK;
      disc(this.pen, x, y, r + 4); this.pen.stroke();
    }

    /* What lies nearest to a point of the canvas. */
    thingAt(x, y) {
      let best = null, least = Infinity;
      this.hits.forEach((one) => {
        const far = Math.hypot(one.x - x, one.y - y);
        if (far <= one.r + 4 && far + one.rank < least) { best = one; least = far + one.rank; }
      });
      return best;
    }
  }

  return {MapPanel, GLYPHS, HEAD};
})();

"use strict";
/* The ground of a map: borders, roads, places and names, drawn once for all frames. */
const replayGround = (() => {
  const {COLORS, GLYPHS, font, broken} = replaySigns;
  const {INK, QUIET, LINE} = COLORS;
  const HEAD = 46, KM_PER_DEGREE = 111.195;

  /* Of a panel `panel` with a `width`, a `height`, a `foot` (where the map ends) and a `zone`. */
  class Ground {
    constructor(panel, borders) {
      Object.assign(this, {panel, borders, zone: -1});
      this.base = document.createElement("canvas");
      this.names = document.createElement("canvas");  // drawn over what happened, which would hide them
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
      this.scale(c);
      c.restore();
      this.drawNames();
    }

    drawNames() {
      const c = this.names.getContext("2d");
      c.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
      c.clearRect(0, 0, this.width, this.height);
      this.label(c);
    }

    /* Names where there is room, towns first; what has no room says its name when pointed at. */
    label(c) {
      const taken = this.at.filter((_, at) => this.shown[at]).flatMap(({x, y, site}) => {
        const r = this.far ? 1 : (site.kind === "place" ? 5 : 8) * this.size;
        const reports = site.kind === "place" && !this.far ? [[x - 20, y + 5, x - 6, y + 19]] : [];
        return [[x - r, y - r, x + r, y + r], ...reports];
      });
      const free = (box) => box[0] > 2 && box[2] < this.width - 2 && box[1] > HEAD + 2 && box[3] < this.foot - 16 &&
        taken.every((other) => box[2] < other[0] || box[0] > other[2] || box[3] < other[1] || box[1] > other[3]);
      const write = (name, x, y, px, color, weight, ways, room = 150) => {
        c.font = font(px, weight); c.textAlign = "left";
        const lines = broken(c, name, room);
        const w = Math.max(...lines.map((line) => c.measureText(line).width)), below = (lines.length - 1) * px * 1.15;
        for (const [dx, dy] of ways(w, px)) {
          const box = [x + dx - 1, y + dy - px, x + dx + w + 1, y + dy + 3 + below];
          if (free(box)) {
            c.lineWidth = 3; c.strokeStyle = "rgba(255,255,255,0.85)"; c.fillStyle = color;
            [(...at) => c.strokeText(...at), (...at) => c.fillText(...at)].forEach((draw) =>
              lines.forEach((line, at) => draw(line, x + dx, y + dy + at * px * 1.15)));
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
          const room = Math.max(this.width - x - right, x + left) - 8;
          write(zone, x, mean("y"), 14, INK, 700, (w, px) =>
            [[right, 4], [left - w, 4], [right, 24], [left - w, 24], ...around(w, px), ...centred(w, px)], room);
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
  }

  return {Ground, HEAD};
})();

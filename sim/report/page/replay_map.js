"use strict";
/* The replay's picture: one canvas a scenario, drawn anew for every frame over a map drawn once. */
const replayMap = (() => {
  const {upTo, valueAt, hourOf, dateOf, dayOf, isNight, isOpen} = replayData;
  const {COLORS, GLYPHS, font, disc, tag, fitted} = replaySigns;
  const {INK, LAND, NIGHT, CHECKPOINT, STAMP} = COLORS;
  const {Ground, HEAD} = replayGround;
  const {Timelines} = replayTimelines;
  const SLOTS = 24, GOLDEN = 2.39996, PLACED_AROUND = 1.5;
  const OUTCOMES = {delivered: "delivered", partly_delivered: "delivered in part",
    turned_back: "turned back", attacked: "attacked"};

  class MapPanel extends Ground {
    constructor(canvas, panel, borders) {
      super(panel, borders);
      this.canvas = canvas;
      this.pen = canvas.getContext("2d");
      this.timelines = new Timelines(panel);
      this.hits = [];
    }

    /* Lay out for a width, a height of the map and a zone (-1: all); `box` is [south, west, north,
       east] in degrees; `like`: all panels, which keep room at the foot for the same lines. */
    lay(width, high, zone, box, like) {
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      Object.assign(this, {width, zone, ratio, foot: HEAD + high});
      this.timelines.lay(width, ratio, this.foot, zone, like);
      this.height = this.timelines.height;
      [this.canvas, this.base, this.names].forEach((one) => {
        one.width = Math.round(width * ratio);
        one.height = Math.round(this.height * ratio);
      });
      this.canvas.style.height = `${this.height}px`;
      this.project(box);
      this.spread();
      this.drawBase();
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
      c.drawImage(this.names, 0, 0, this.width, this.height);
      this.drawConvoys(c, t, window_);
      c.restore();
      this.timelines.draw(c, t);
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

    drawWatch(c, t, night, calm) {
      const {day_km, night_km} = this.panel.watch;
      Object.entries(this.panel.posts).forEach(([at, post]) => {
        if (!this.shown[at] || !isOpen(post, t)) return;
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
        let state = "planned", words = `planned to open on day ${dayOf(post.due)}`;
        if (!post.staffed) [state, words] = ["unstaffed", "planned, but this staffing has no people for it"];
        else if (post.due <= t) [state, words] = ["open", `open since day ${dayOf(post.due)}, by the plan`];
        const until = post.over >= 0 ? `; it closes on day ${dayOf(post.over)}` : "";
        GLYPHS[state](c, x, y, r);
        this.hit(x, y, 9, () => `${site.label}: observation post${of}; ${words}${until}.`, 1);
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

  return {MapPanel};
})();

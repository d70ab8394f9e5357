"use strict";
/* The replay's controls: clock, play, speed, slider, keys, zones, what a thing is. */
(() => {
  const {unpack, counters, manning, opening, rungs, hourOf, dateOf, dayOf} = replayData;
  const {make, panelOf, legend, keysInWords, write, writeCounts} = replayWords;
  const {MapPanel} = replayMap;
  const SPEEDS = [[60, "1 hour a second"], [360, "6 hours a second"], [1440, "1 day a second"],
    [4320, "3 days a second"], [10080, "1 week a second"]];
  const TALLEST = 620, LEAST = 260, WINDOW_SHARE = 0.5, BESIDE_FROM = 620, USUAL_SPEED = 2, CALM_FROM = 720, STAYS = 720, HOUR = 60, DAY = 1440, ALL = -1, NONE = -2;
  class Player {
    constructor(root, content) {
      Object.assign(this, {root, content, t: 0, speed: USUAL_SPEED, playing: false, zone: "", panels: []});
      this.end = Math.max(...content.panels.map((panel) => panel.minutes));
      this.build();
      this.t = opening(content.panels);
      this.choose("");
      new ResizeObserver(() => this.lay()).observe(this.stage);
    }

    // --- what stands on the page ----------------------------------------------------------------
    build() {
      this.play = make("button", {type: "button", class: "replay-play"});
      const first = make("button", {type: "button", "data-go": "start"}, "To the start");
      this.select = make("select", {"aria-label": "Speed"},
        ...SPEEDS.map(([, words], at) => make("option", {value: at}, words)));
      this.select.value = this.speed;
      this.slider = make("input", {type: "range", min: 0, max: this.end, step: HOUR, value: 0, "aria-label": "Time"});
      this.clock = make("output", {class: "replay-clock"});
      const zones = [...new Set(this.content.panels.flatMap((panel) => panel.zones))];
      this.zoneButtons = zones.length < 2 ? [] : ["", ...zones].map((zone) =>
        make("button", {type: "button", "data-zone": zone, dir: "auto"}, zone || "All zones"));
      this.stage = make("div", {class: "replay-panels"}, ...this.content.panels.map((data) => {
        const {element, canvas, cells, brief} = panelOf(data);
        const map = new MapPanel(canvas, data, this.content.borders);
        this.panels.push({data, map, canvas, cells, brief, focus: -1});
        return element;
      }));
      this.stage.dataset.panels = this.content.panels.length;
      this.tip = make("div", {class: "replay-tip", role: "tooltip", hidden: ""});
      this.status = make("p", {class: "replay-status", "aria-live": "polite"});
      this.root.append(
        make("p", {class: "replay-note"}, this.content.how_to_read),
        make("div", {class: "replay-controls", role: "group", "aria-label": "Controls of the map replay"},
          make("div", {class: "replay-row"}, this.play, this.slider, this.clock),
          make("div", {class: "replay-brief"}, ...this.panels.map(({brief}) => brief.row))),
        make("div", {class: "replay-row replay-settings", role: "group", "aria-label": "Settings of the map replay"},
          first, this.select, ...this.zoneButtons),
        this.stage, legend(this.content.panels[0]), make("p", {class: "replay-note"}, this.content.coarse), keysInWords(), this.status, this.tip);
      this.listen(first);
    }

    // --- what the reader does ---------------------------------------------------------------------
    listen(first) {
      this.play.addEventListener("click", () => this.toggle());
      first.addEventListener("click", () => this.go(0));
      this.select.addEventListener("change", () => { this.speed = Number(this.select.value); this.draw(); });
      this.slider.addEventListener("input", () => { this.pause(); this.go(Number(this.slider.value), false); });
      this.slider.addEventListener("change", () => this.say());
      this.zoneButtons.forEach((button) => button.addEventListener("click", () => this.choose(button.dataset.zone)));
      this.root.addEventListener("keydown", (event) => this.key(event));
      this.panels.forEach((panel) => {
        const {canvas} = panel;
        const point = (event) => {
          const box = canvas.getBoundingClientRect();
          this.pointed = {panel, x: event.clientX - box.left, y: event.clientY - box.top};
          this.showTip();
        };
        canvas.addEventListener("pointermove", point);
        canvas.addEventListener("pointerdown", point);
        canvas.addEventListener("pointerleave", (event) => {
          if (event.pointerType === "mouse") this.hideTip();
        });
        canvas.addEventListener("blur", () => { panel.focus = -1; this.hideTip(); });
      });
      addEventListener("beforeprint", () => this.forPrint());
      addEventListener("afterprint", () => this.afterPrint());
    }

    key(event) {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const tag = event.target.tagName, far = event.shiftKey ? DAY : HOUR;
      const keys = {
        " ": tag === "BUTTON" || tag === "SELECT" ? null : () => this.toggle(),
        ArrowLeft: () => this.go(this.t - far), ArrowRight: () => this.go(this.t + far),
        Home: () => this.go(0), End: () => this.go(this.end),
        "+": () => this.faster(1), "=": () => this.faster(1), "-": () => this.faster(-1), "−": () => this.faster(-1),
        n: () => this.step(event.target, 1), p: () => this.step(event.target, -1),
        Escape: () => this.hideTip(),
      };
      const acts = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!acts || (tag === "SELECT" && event.key.length > 1)) return;
      acts();
      event.preventDefault();
    }

    faster(by) {
      this.speed = Math.max(0, Math.min(SPEEDS.length - 1, this.speed + by));
      this.select.value = this.speed;
      this.status.textContent = SPEEDS[this.speed][1];
      this.draw();
    }

    /* By keyboard: the sites of a map one after the other, each with what it is. */
    step(target, by) {
      const panel = this.panels.find((one) => one.canvas === target);
      if (!panel) return;
      this.pause();
      const sites = panel.map.hits.filter((hit) => hit.rank > 0).sort((a, b) => a.y - b.y || a.x - b.x);
      if (!sites.length) return;
      panel.focus = (panel.focus + by + sites.length) % sites.length;
      const hit = sites[panel.focus];
      this.pointed = {panel, x: hit.x, y: hit.y};
      this.showTip(hit);
      this.status.textContent = hit.words();
    }

    choose(zone) {
      this.zone = zone;
      this.zoneButtons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.zone === zone)));
      this.panels.forEach((panel) => {
        const at = panel.data.zones.indexOf(zone);
        panel.at = !zone ? ALL : at < 0 ? NONE : at;
        panel.count = counters(panel.data, panel.at);
        panel.manned = manning(panel.data, panel.at);
      });
      this.lay();
    }

    // --- time -------------------------------------------------------------------------------------
    toggle() { if (this.playing) this.pause(); else this.start(); }

    start() {
      this.played = true;
      if (this.t >= this.end) this.t = 0;
      this.playing = true;
      this.before = null;
      this.label();
      requestAnimationFrame((now) => this.frame(now));
    }

    pause() {
      if (!this.playing) return;
      this.playing = false;
      this.label();
      this.draw();
      this.say();
    }

    go(t, say = true) {
      this.played = true;
      this.show(Math.max(0, Math.min(this.end, t)));
      if (say && !this.playing) this.say();
    }

    show(t) {
      this.t = t;
      this.draw();
    }

    frame(now) {
      if (!this.playing) return;
      const passed = this.before === null ? 0 : Math.min(now - this.before, 100);
      this.before = now;
      this.t = Math.min(this.end, this.t + passed / 1000 * SPEEDS[this.speed][0]);
      this.draw();
      if (this.t >= this.end) this.pause();
      else requestAnimationFrame((next) => this.frame(next));
    }

    // --- what is shown ----------------------------------------------------------------------------
    lay() {
      const width = this.stage.clientWidth;
      if (!width) return;
      const beside = this.panels.length > 1 && width >= BESIDE_FROM;
      this.root.classList.toggle("narrow", width < BESIDE_FROM);
      this.stage.classList.toggle("beside", beside);
      const each = beside ? Math.floor((width - 16) / 2) : width;
      const box = this.box();
      const [south, west, north, east] = box;
      const shape = (north - south) / ((east - west) * Math.cos(south * Math.PI / 180) || 1);
      const tallest = Math.max(LEAST, Math.min(TALLEST, document.documentElement.clientHeight * WINDOW_SHARE));
      const high = Math.round(Math.min(each * Math.max(0.75, Math.min(shape, 1.15)), tallest));
      this.panels.forEach(({map, at}) => map.lay(each, high, at, box, this.content.panels));
      this.draw();
    }

    /* The same for all maps: whatever has a place in the zones shown. */
    box() {
      const sites = this.panels.flatMap(({data, at}) => data.sites.filter((site) => !this.zone || site.zone === at));
      const lats = sites.map((site) => site.lat), lons = sites.map((site) => site.lon);
      return [Math.min(...lats), Math.min(...lons), Math.max(...lats), Math.max(...lons)];
    }

    redraw({map}) {
      const minutes = SPEEDS[this.speed][0];
      map.draw(Math.floor(this.t), Math.max(STAYS, minutes * 1.2), this.playing && minutes >= CALM_FROM);
    }

    draw() {
      const t = Math.floor(this.t);
      this.panels.forEach((panel) => {
        this.redraw(panel);
        writeCounts(panel, t);
      });
      const first = this.panels[0].data;
      const when = `${dateOf(first, t)}, ${hourOf(t)} · day ${Math.min(dayOf(t), Math.ceil(this.end / DAY))} of ${Math.ceil(this.end / DAY)}`;
      write(this.clock, when);
      if (Number(this.slider.value) !== t) this.slider.value = t;
      this.slider.setAttribute("aria-valuetext", when);
      this.root.dataset.minute = t;
      this.label();
      if (!this.tip.hidden) this.showTip(null, true);
    }

    label() {
      write(this.play, this.playing ? "❚❚ Pause" : this.t >= this.end ? "▶ Play again" : "▶ Play");
    }

    /* For who can't see the maps: where they stand, whenever they come to rest. */
    say() {
      const each = this.panels.map(({data, count}) =>
        `${data.name}: ${count.true(this.t)} true incidents, ${count.unnoticed(this.t)} noticed by nobody, ${count.recorded(this.t)} in the record`);
      this.status.textContent = `${this.clock.textContent}. ${each.join("; ")}.`;
    }

    showTip(known = null, drawn = false) {
      const {panel, x, y} = this.pointed || {};
      const hit = known || (panel && panel.map.thingAt(x, y));
      if (!hit) { this.hideTip(); return; }
      if (!drawn) this.panels.forEach((one) => this.redraw(one));
      panel.map.mark(hit);
      write(this.tip, hit.words());
      this.tip.hidden = false;
      const box = panel.canvas.getBoundingClientRect(), root = this.root.getBoundingClientRect();
      const wide = this.tip.offsetWidth, high = this.tip.offsetHeight;
      const left = box.left - root.left + hit.x - wide / 2, top = box.top - root.top + hit.y - high - 14;
      this.tip.style.left = `${Math.max(0, Math.min(left, root.width - wide))}px`;
      this.tip.style.top = `${top < box.top - root.top ? top + high + 30 : top}px`;
    }

    hideTip() {
      const shown = !this.tip.hidden;
      this.tip.hidden = true;
      this.pointed = null;
      if (shown) this.panels.forEach((panel) => this.redraw(panel));
    }

    /* On paper: where the reader left it, or the end where nobody played. */
    forPrint() {
      this.pause();
      this.onScreen = this.t;
      if (!this.played) this.show(this.end);
    }

    afterPrint() { this.show(this.onScreen); }
  }

  document.querySelectorAll(".replay").forEach(async (root) => {
    const data = root.querySelector('script[type="application/json"]');
    if (!data) return;
    if (typeof DecompressionStream === "undefined") {
      root.append(make("p", {}, "This browser is too old to play the map; what happened stands below in words."));
      return;
    }
    new Player(root, await unpack(data.textContent));
  });
})();

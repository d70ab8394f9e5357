"use strict";
/* The replay's data: unpacking, and what was so at a minute. Every answer is a binary search in a
   column of running totals, so that any minute costs as little as the next. */
const replayData = (() => {
  /* How many of the times (in order) are at or before t. */
  function upTo(times, t) {
    let low = 0, high = times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle] <= t) low = middle + 1; else high = middle;
    }
    return low;
  }

  /* The value of the last change at or before t. */
  function valueAt(times, values, t, before = 0) {
    const n = upTo(times, t);
    return n ? values[n - 1] : before;
  }

  async function unpack(text) {
    const packed = Uint8Array.from(atob(JSON.parse(text).gzip), (c) => c.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    const content = JSON.parse(await new Response(stream).text());
    const rising = content.rising.map((steps) => {
      let sum = 0;
      return Int32Array.from(steps, (step) => (sum += step));
    });
    const plain = content.plain.map((values) => Int32Array.from(values));
    const rows = (numbers) => {
      const found = {};
      Object.entries(numbers).forEach(([name, at]) => {
        found[name] = name === "t" ? rising[at] : plain[at];
      });
      return found;
    };
    content.panels.forEach((panel) => {
      ["incidents", "entries", "reports", "visits", "sanctions", "manned"].forEach((track) => {
        panel[track] = rows(panel[track]);
      });
      Object.values(panel.checkpoints).forEach((checkpoint) => {
        checkpoint.inside = rows(checkpoint.inside);
        checkpoint.lanes = rows(checkpoint.lanes);
      });
      panel.stocks.forEach((stock) => Object.assign(stock, rows({t: stock.t, tonnes: stock.tonnes})));
      panel.told.t = rising[panel.told.t];
      numbered(panel);
    });
    content.borders.forEach((border) => {
      border.lines = border.lines.map(([lats, lons]) => [rising[lats], rising[lons]]);
    });
    return content;
  }

  /* Gives incidents and entries their number among those of their site: where they are drawn. */
  function numbered(panel) {
    [panel.incidents, panel.entries].forEach((track) => {
      const counts = new Map();
      track.number = Int32Array.from(track.site, (site) => {
        const n = counts.get(site) || 0;
        counts.set(site, n + 1);
        return n;
      });
    });
    ["reports", "visits"].forEach((name) => {
      const bySite = panel.sites.map(() => ({t: [], open: []}));
      const track = panel[name];
      track.site.forEach((site, at) => {
        if (site < 0) return;
        const own = bySite[site];
        own.t.push(track.t[at]);
        own.open.push((own.open[own.open.length - 1] || 0) + track.change[at]);
      });
      track.bySite = bySite;
    });
  }

  /* A running total over a track: amount(at) of each row that counts, by any zone or one. */
  function running(track, zone, amount) {
    const totals = new Int32Array(track.t.length + 1);
    for (let at = 0; at < track.t.length; at++) {
      const counts = zone === -1 || track.zone[at] === zone;
      totals[at + 1] = totals[at] + (counts ? amount(at) : 0);
    }
    return (t) => totals[upTo(track.t, t)];
  }

  const WAYS = ["seen", "heard", "unnoticed"];

  /* Counters of a panel in one zone (-1: all): name -> function of the minute. */
  function counters(panel, zone) {
    const {incidents, entries, reports, visits, sanctions, convoys} = panel;
    const found = {};
    found.true = running(incidents, zone, (at) => (incidents.way[at] < 3 ? 1 : 0));
    WAYS.forEach((name, way) => {
      found[name] = running(incidents, zone, (at) => (incidents.way[at] === way ? 1 : 0));
    });
    found.deaths = running(incidents, zone, (at) => (incidents.way[at] < 3 ? incidents.deaths[at] : 0));
    found.recorded = running(entries, zone, (at) => (entries.way[at] === 0 ? 1 : 0));
    found.entries = running(entries, zone, (at) => (entries.way[at] < 3 ? 1 : 0));
    found.double = running(entries, zone, (at) => (entries.way[at] === 1 ? 1 : 0));
    found.unfounded = running(entries, zone, (at) => (entries.way[at] === 2 ? 1 : 0));
    found.reports = running(reports, zone, (at) => (reports.change[at] > 0 ? 1 : 0));
    found.open = running(reports, zone, (at) => reports.change[at]);
    found.visits = running(visits, zone, (at) => (visits.change[at] > 0 ? 1 : 0));
    found.sanctions = running(sanctions, zone, (at) => sanctions.imposed[at]);
    const mine = convoys.filter((convoy) => zone === -1 || convoy.zone === zone);
    const ended = (outcomes) => (t) =>
      mine.filter((c) => c.ended >= 0 && c.ended <= t && outcomes.includes(c.outcome)).length;
    const by = (minute) => (t) => mine.filter((c) => c[minute] >= 0 && c[minute] <= t).length;
    const left = by("left"), over = by("ended");
    found.requested = by("asked");
    found.refused = by("refused");
    found.waiting = (t) => found.requested(t) - found.refused(t) - left(t);
    found.road = (t) => left(t) - over(t);
    found.delivered = ended(["delivered", "partly_delivered"]);
    found.failed = ended(["turned_back", "attacked"]);
    return found;
  }

  /* Whether the plan wants people of this staffing at a post at minute t. */
  function isOpen(post, t) {
    return Boolean(post.staffed) && post.due >= 0 && post.due <= t && !(post.over >= 0 && post.over <= t);
  }

  /* The minute to open at, so that the map has something to show: the noon after the first post has
     opened and the first incident happened. */
  function opening(panels) {
    const first = (minutes) => Math.min(...minutes.filter((t) => t >= 0));
    const opened = first(panels.flatMap(({posts}) => Object.values(posts).map((post) => (post.staffed ? post.due : -1))));
    const fired = first(panels.flatMap(({incidents}) => [...incidents.t.slice(0, 1)]));
    const found = [opened, fired].filter(Number.isFinite);
    const noon = found.length ? Math.ceil(Math.max(...found) / 1440 - 0.5) * 1440 + 720 : 0;
    return Math.min(noon, ...panels.map((panel) => panel.minutes));
  }

  /* At how many posts of a zone (-1: all) people are on watch at minute t, and how many are open. */
  function manning(panel, zone) {
    const watched = running(panel.manned, zone, (at) => panel.manned.change[at]);
    const posts = Object.entries(panel.posts)
      .filter(([at, post]) => post.counted && (zone === -1 || panel.sites[at].zone === zone))
      .map(([, post]) => post);
    return (t) => [watched(t), posts.filter((post) => isOpen(post, t)).length];
  }

  /* The highest rung that a group of each side is on, at minute t. */
  function rungs(panel, zone, t) {
    const {sanctions} = panel, of = new Map();
    for (let at = 0, n = upTo(sanctions.t, t); at < n; at++) {
      if (zone === -1 || sanctions.zone[at] === zone) {
        of.set(sanctions.group[at], [sanctions.side[at], sanctions.rung[at]]);
      }
    }
    const highest = [0, 0];
    of.forEach(([side, rung]) => { highest[side] = Math.max(highest[side], rung); });
    return highest;
  }

  const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

  function hourOf(t) {
    const minute = ((t % 1440) + 1440) % 1440;
    const two = (n) => String(Math.floor(n)).padStart(2, "0");
    return `${two(minute / 60)}:${two(minute % 60)}`;
  }

  function dateOf(panel, t) {
    const [year, month, day] = panel.start.split("-").map(Number);
    const date = new Date(Date.UTC(year, month - 1, day + Math.floor(t / 1440)));
    return `${WEEKDAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  }

  const dayOf = (t) => Math.floor(t / 1440) + 1;

  function isNight(panel, t) {
    const minute = t % 1440, [from, until] = panel.night;
    return from < until ? minute >= from && minute < until : minute >= from || minute < until;
  }

  return {upTo, valueAt, unpack, counters, isOpen, opening, manning, rungs, hourOf, dateOf, dayOf, isNight};
})();

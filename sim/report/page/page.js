"use strict";
// Tables sorted by a click on a column's head: upwards, downwards, and as they stood.
(() => {
  const NEXT = { none: "ascending", ascending: "descending", descending: "none" };
  const words = new Intl.Collator("en", { numeric: true });

  function keyOf(cell) {
    if (cell.dataset.sort === undefined) return cell.textContent.trim();
    const number = Number(cell.dataset.sort);
    return Number.isNaN(number) ? null : number;
  }

  // Numbers before words, and what has no figure last in either direction.
  function compare(a, b, sign) {
    if (a === null || b === null) return (a === null) - (b === null);
    if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
    return sign * (typeof a === "number" ? a - b : words.compare(a, b));
  }

  function makeSortable(table) {
    const body = table.tBodies[0];
    const asTheyStood = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        const order = NEXT[head.getAttribute("aria-sort")];
        for (const other of heads) other.setAttribute("aria-sort", "none");
        head.setAttribute("aria-sort", order);
        const sign = order === "descending" ? -1 : 1;
        const keys = new Map(asTheyStood.map((row) => [row, keyOf(row.cells[column])]));
        const rows = [...asTheyStood];
        if (order !== "none") rows.sort((a, b) => compare(keys.get(a), keys.get(b), sign));
        body.append(...rows);
      });
    });
  }

  // What is wider than the page scrolls in its own box, by the keyboard too.
  function reachable(box) {
    const wider = box.scrollWidth > box.clientWidth;
    if (wider) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }

  for (const table of document.querySelectorAll("table.sortable")) makeSortable(table);
  const observer = new ResizeObserver((changes) => changes.forEach(({ target }) => reachable(target)));
  for (const box of document.querySelectorAll(".scroll")) observer.observe(box);

  // On a phone a chart stands there whole, and larger for who asks: half of it would be half the truth.
  for (const figure of document.querySelectorAll("figure:has(svg)")) {
    const button = document.createElement("button");
    const say = () => { button.textContent = figure.classList.contains("larger") ? "Whole chart" : "Larger"; };
    button.type = "button";
    button.className = "enlarge";
    button.addEventListener("click", () => { figure.classList.toggle("larger"); say(); });
    say();
    figure.querySelector(".scroll").before(button);
  }

  // On paper nothing can be unfolded: what belongs there opens by itself.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details.in-print:not([open])")];
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
  });
})();

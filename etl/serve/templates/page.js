"use strict";
// Nothing depends on this script: without it all events are shown, the filters stay hidden, and the browser shows the titles of the dots.

// Filters of the events.
const form = document.getElementById("filter");
const rows = [...document.querySelectorAll("#events tbody tr")];
const count = form.querySelector("output");
const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));

function apply() {
  const wanted = new FormData(form);
  const words = wanted.get("words").trim().toLowerCase().split(/\s+/);
  const from = wanted.get("from"), to = wanted.get("to") || "9999";
  let shown = 0;
  for (const row of rows) {
    const fits = ["direction", "status", "role"].every((key) => !wanted.get(key) || row.dataset[key] === wanted.get(key))
      && from <= row.dataset.date && row.dataset.date <= to
      && words.every((word) => texts.get(row).includes(word));
    row.hidden = !fits;
    shown += fits;
  }
  count.value = `${shown} of ${rows.length} events`;
}

if (rows.length) {
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
}

// What is too wide for the screen shows its newest end first.
for (const box of document.querySelectorAll(".newest")) box.scrollLeft = box.scrollWidth;

// The evidence of a change, on hovering and on focus. It stays while the pointer is on it; Escape closes it.
const tip = document.getElementById("tip");
let leaving = 0;

function show(mark) {
  clearTimeout(leaving);
  tip.textContent = mark.getAttribute("aria-label");
  tip.hidden = false;
  const at = mark.getBoundingClientRect(), room = document.documentElement.clientWidth - tip.offsetWidth - 8;
  const below = at.bottom + 6 + tip.offsetHeight <= innerHeight;
  tip.style.left = `${Math.max(8, Math.min(at.left + at.width / 2 - tip.offsetWidth / 2, room))}px`;
  tip.style.top = `${below ? at.bottom + 6 : Math.max(8, at.top - tip.offsetHeight - 6)}px`;
}

function hide() {
  tip.hidden = true;
}

function hideSoon() {
  clearTimeout(leaving);
  leaving = setTimeout(hide, 150);
}

for (const mark of document.querySelectorAll("a.evidence")) {
  const title = mark.querySelector("title");
  mark.setAttribute("aria-label", title.textContent);
  title.remove();
  mark.addEventListener("mouseenter", () => show(mark));
  mark.addEventListener("mouseleave", hideSoon);
  mark.addEventListener("focus", () => show(mark));
  mark.addEventListener("blur", hide);
}
tip.addEventListener("mouseenter", () => clearTimeout(leaving));
tip.addEventListener("mouseleave", hideSoon);
addEventListener("keydown", (event) => event.key === "Escape" && hide());
// Reaching a mark with the keyboard may scroll to it.
addEventListener("scroll", () => document.activeElement.matches("a.evidence") && !tip.hidden ? show(document.activeElement) : hide(), {passive: true});

// A link to a company unfolds it.
function unfold() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const box = target && target.closest("details");
  if (box) box.open = true;
  if (target) target.scrollIntoView();
}
addEventListener("hashchange", unfold);
if (location.hash) unfold();

// Airflow shows this page in a frame that may open no window; the page around it, of the same origin, may.
function openOutside(event) {
  const link = event.target.closest("a[target=_blank]");
  if (!link || parent === window) return;
  event.preventDefault();
  const outer = parent.document.createElement("a");
  outer.href = link.href;
  outer.target = "_blank";
  outer.rel = "noopener noreferrer";
  outer.click();
}
addEventListener("click", openOutside);

"use strict";
// Nothing depends on this script: without it all events are shown and the form of the filters stays hidden.
const form = document.getElementById("filter");
const rows = [...document.querySelectorAll("#events tbody tr")];
const count = form.querySelector("output");

function apply() {
  const wanted = new FormData(form);
  const words = wanted.get("words").trim().toLowerCase().split(/\s+/);
  let shown = 0;
  for (const row of rows) {
    const fits = ["direction", "status", "role"].every((key) => !wanted.get(key) || row.dataset[key] === wanted.get(key))
      && words.every((word) => row.textContent.toLowerCase().includes(word));
    row.hidden = !fits;
    shown += fits;
  }
  count.value = `${shown} of ${rows.length} events`;
}

// What is too wide for the screen shows its newest end first.
for (const box of document.querySelectorAll(".newest")) box.scrollLeft = box.scrollWidth;

if (rows.length) {
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
}

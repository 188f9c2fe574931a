// Choosing a concept or a relation: the rest of the map steps back, the quotations come to the front.
const all = (query, root = document) => [...root.querySelectorAll(query)];
const nodes = new Map(all("#map .node").map((n) => [n.dataset.c, n]));
const lines = all("#map .line, #map .label");
const entries = all("#relations li");
const marks = all("#texts mark");
const card = document.getElementById("card");

const isOff = (part) => part.classList.contains("off");
const touches = (part, concept) => part.dataset.head === concept || part.dataset.tail === concept;

// `near`: what stays bright; `core`: what is meant. Both hold ids of concepts and relations; null brightens all.
function light(near, core = new Set()) {
  for (const part of [...nodes.values(), ...lines]) {
    const id = part.dataset.r || part.dataset.c;
    part.classList.toggle("dim", near !== null && !near.has(id));
    part.classList.toggle("core", core.has(id));
    part.classList.toggle("near", near !== null && near.has(id) && Boolean(part.dataset.r));
  }
  for (const entry of entries) entry.classList.toggle("core", core.has(entry.dataset.r));
  for (const mark of marks) mark.classList.toggle("lit", core.has(mark.dataset.c));
}

function fill(entriesShown) {
  const close = document.createElement("button");
  close.type = "button";
  close.className = "close";
  close.textContent = "Close";
  close.onclick = () => choose(null);
  const copies = entriesShown.map((entry) => {
    const copy = document.createElement("div");
    copy.className = entry.className;
    copy.append(...[...entry.children].map((child) => child.cloneNode(true)));
    return copy;
  });
  card.replaceChildren(close, ...copies);
  card.hidden = !copies.length;
  card.scrollTop = 0;
}

// An id of a concept or a relation, or null for nothing.
function choose(id, glide = true) {
  const node = nodes.get(id), line = lines.find((l) => l.dataset.r === id);
  if (node) {
    const around = lines.filter((l) => touches(l, id) && !isOff(l));
    const near = new Set([id, ...around.flatMap((l) => [l.dataset.r, l.dataset.head, l.dataset.tail])]);
    light(near, new Set([id]));
    card.hidden = true;
    if (glide) focusOn([...near].map((n) => nodes.get(n)).filter(Boolean));
    const first = marks.find((m) => m.dataset.c === id);
    if (first && !document.getElementById("texts").hidden) first.scrollIntoView({ block: "center" });
  } else if (line) {
    const ends = [line.dataset.head, line.dataset.tail];
    light(new Set([id, ...ends]), new Set([id, ...ends]));
    const entry = entries.find((e) => e.dataset.r === id);
    fill(entry ? [entry] : []);
    if (entry && !document.getElementById("relations").hidden) entry.scrollIntoView({ block: "nearest" });
    const parts = ends.map((end) => nodes.get(end));
    const covered = () => parts.some((p) => p.getBoundingClientRect().bottom > card.getBoundingClientRect().top);
    if (glide || covered()) focusOn(parts);
  } else {
    light(null);
    card.hidden = true;
  }
}

map.addEventListener("click", (event) => {
  if (moved) return;
  const part = event.target.closest(".node, .line, .label");
  choose(part ? part.dataset.r || part.dataset.c : null, false);
});
map.addEventListener("dblclick", (event) => {
  const part = event.target.closest(".node, .line, .label");
  if (part) choose(part.dataset.r || part.dataset.c); else fly(whole);
});
for (const part of [...nodes.values(), ...all("#map .label")]) {
  part.tabIndex = 0;
  part.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    choose(part.dataset.r || part.dataset.c);
  });
}
for (const entry of entries) {
  entry.addEventListener("click", (event) => {
    if (event.target.closest("a")) return;
    const concept = event.target.closest("[data-c]");
    choose(concept ? concept.dataset.c : entry.dataset.r);
  });
}
for (const mark of marks) {
  mark.addEventListener("click", (event) => {
    event.stopPropagation();
    choose(mark.dataset.c);
  });
}

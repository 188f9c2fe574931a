// Search, types, theme, tabs, keys.
const search = document.getElementById("search");
let hit = -1;

function found() {
  const words = search.value.trim().toLowerCase();
  if (!words) return null;
  return [...nodes.values()].filter((n) => !isOff(n) && n.querySelector("title").textContent.toLowerCase().includes(words));
}

search.addEventListener("input", () => {
  const words = search.value.trim().toLowerCase(), matches = found();
  hit = -1;
  card.hidden = true;
  const ids = matches && new Set(matches.map((n) => n.dataset.c));
  light(ids, ids || new Set());
  for (const entry of entries) entry.hidden = Boolean(words) && !entry.textContent.toLowerCase().includes(words);
});
search.addEventListener("keydown", (event) => {
  const matches = found();
  if (event.key !== "Enter" || !matches || !matches.length) return;
  hit = (hit + 1) % matches.length;
  choose(matches[hit].dataset.c);
});

function filter() {
  const off = new Set(all("#kinds input").filter((i) => !i.checked).map((i) => i.dataset.kind));
  const isHidden = (part) => [...part.classList].some((c) => off.has(c));
  for (const node of nodes.values()) node.classList.toggle("off", isHidden(node));
  const gone = new Set([...nodes.values()].filter(isOff).map((n) => n.dataset.c));
  for (const part of [...lines, ...entries]) {
    part.classList.toggle("off", isHidden(part) || gone.has(part.dataset.head) || gone.has(part.dataset.tail));
  }
  for (const mark of marks) mark.classList.toggle("plain", isHidden(mark));
  choose(null);
}
for (const input of all("#kinds input")) input.addEventListener("change", filter);

document.getElementById("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});

function tab(name) {
  for (const button of all("nav button")) {
    button.setAttribute("aria-selected", String(button.dataset.tab === name));
    document.getElementById(button.dataset.tab).hidden = button.dataset.tab !== name;
  }
}
for (const button of all("nav button")) button.addEventListener("click", () => tab(button.dataset.tab));

// A quotation's source leads to its place in the text.
document.addEventListener("click", (event) => {
  const link = event.target.closest("cite a");
  const mark = link && document.getElementById(link.getAttribute("href").slice(1));
  if (!mark) return;
  event.preventDefault();
  tab("texts");
  mark.scrollIntoView({ block: "center" });
  for (const m of marks) m.classList.toggle("lit", m === mark);
});

const zooms = { in: () => zoom(0.75), out: () => zoom(1 / 0.75), fit: () => fly(whole) };
for (const button of all("[data-zoom]")) button.addEventListener("click", () => zooms[button.dataset.zoom]());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    document.getElementById("kinds").open = false;
    return choose(null);
  }
  if (event.target.closest("input")) return;
  if (event.key === "+" || event.key === "=") zooms.in();
  if (event.key === "-") zooms.out();
  if (event.key === "0") zooms.fit();
  if (event.key === "/") {
    event.preventDefault();
    search.focus();
  }
});
document.addEventListener("click", (event) => {
  const kinds = document.getElementById("kinds");
  if (!kinds.contains(event.target)) kinds.open = false;
});

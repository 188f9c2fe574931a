// The list of cases and what narrows it.

const KINDS = [
  ["wrong", "False positives", (c) => c.pred && c.class !== "correct"],
  ["missed", "Misses", (c) => c.gold && c.class !== "correct"],
  ["right", "True positives", (c) => c.class === "correct"],
];
const PAGE_SIZE = 60;
const fresh = () => ({ kinds: new Set(["wrong", "missed"]), classes: new Set(), type: "", words: "", order: "high", cell: null });
const state = { task: "entities", shown: PAGE_SIZE, ...fresh() };

const cases = () => data().report.errors[state.task];
const confusion = () => data().report.errors[state.task === "entities" ? "entity_confusion" : "relation_confusion"];
const classCounts = () => data().report.errors[state.task === "entities" ? "entity_classes" : "relation_classes"];
const scoreOf = (c) => c.pred?.score ?? null;

function change(update) {
  Object.assign(state, update);
  state.shown = PAGE_SIZE;
  drawWork();
}

function toggled(set, value) {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}

function chosenCases() {
  const kinds = KINDS.filter(([key]) => state.kinds.has(key)).map(([, , test]) => test);
  const words = state.words.trim().toLowerCase();
  const sayable = (c) => !words || data().sentences[c.sentence].tokens.join(" ").toLowerCase().includes(words);
  const typed = (c) => !state.type || c.gold?.type === state.type || c.pred?.type === state.type;
  const list = cases().map((c, at) => ({ c, at })).filter(({ c, at }) => {
    // A cell of the matrix says all about the kind itself.
    if (state.cell) return state.cell.cases.has(at) && typed(c) && sayable(c);
    if (state.classes.size ? !state.classes.has(c.class) : !kinds.some((test) => test(c))) return false;
    return typed(c) && sayable(c);
  });
  if (state.order === "text") return list;
  // What the model is surest of first; then misses, which have no score; what is right comes last.
  const sign = state.order === "high" ? -1 : 1;
  const group = ({ c }) => (c.class === "correct" ? 2 : c.pred ? 0 : 1);
  const score = ({ c }) => scoreOf(c) ?? -1;
  return list.sort((a, b) => group(a) - group(b) || sign * (score(a) - score(b)) || a.at - b.at);
}

function chip(key, label, count, pressed, onclick, title) {
  return make("button", { type: "button", id: `chip-${key}`, class: "chip", "aria-pressed": String(pressed), title, onclick },
    label, count == null ? null : make("i", {}, count.toLocaleString("en")));
}

function drawTasks() {
  const place = document.getElementById("tasks");
  place.replaceChildren(...[["entities", "Entities"], ["relations", "Relations"]].map(([task, name]) =>
    make("button", { type: "button", "aria-pressed": String(state.task === task), onclick: () => change({ task, ...fresh() }) },
      name, make("i", {}, data().report.errors[task].length.toLocaleString("en")))));
}

function drawFilters() {
  const all = cases();
  const counts = classCounts();
  const types = [...new Set(all.flatMap((c) => [c.gold?.type, c.pred?.type]).filter(Boolean))].sort();
  const active = document.activeElement?.id;
  const search = make("input", { id: "words", type: "search", placeholder: "Words in the sentence", "aria-label": "Words in the sentence",
    oninput: (event) => { state.words = event.target.value; state.shown = PAGE_SIZE; drawList(); } });
  search.value = state.words;
  const select = (id, name, value, options, onchange) => {
    const element = make("select", { id, "aria-label": name, onchange }, ...options.map(([key, label]) => make("option", { value: key }, label)));
    element.value = value;
    return element;
  };
  document.getElementById("filters").replaceChildren(
    make("h3", {}, "Show"),
    make("div", { class: "chips" }, ...KINDS.map(([key, label, test]) =>
      chip(key, label, all.filter(test).length, !state.classes.size && !state.cell && state.kinds.has(key),
        () => change({ kinds: state.classes.size || state.cell ? new Set([key]) : toggled(state.kinds, key), classes: new Set(), cell: null })))),
    make("h3", {}, "Class of error"),
    make("div", { class: "chips" }, ...counts.filter((c) => c.class !== "correct").map((c) =>
      chip(c.class, spoken(c.class), c.count, state.classes.has(c.class),
        () => change({ classes: toggled(state.classes, c.class), cell: null }), EXPLAINED[c.class]))),
    make("h3", {}, "Narrow"),
    select("type", "Type", state.type, [["", "All types"], ...types.map((t) => [t, labelOf(t)])], (event) => change({ type: event.target.value })),
    search,
    select("order", "Order", state.order, [["high", "Surest predictions first"], ["low", "Least sure first"], ["text", "In the order of the text"]],
      (event) => change({ order: event.target.value })),
    make("h3", {}, "Confusion of types"));
  // Many types need the width of the page.
  const wide = confusion().labels.length > 7;
  const place = document.getElementById("matrix");
  place.replaceChildren();
  (wide ? place : document.getElementById("filters")).append(
    matrix(confusion(), state.cell, (cell) => change({ cell, classes: new Set() })));
  if (wide) document.getElementById("filters").lastChild.remove();
  if (active) document.getElementById(active)?.focus();
}

const words = (c, span) => data().sentences[c.sentence].tokens.slice(span[0], span[1]).join(" ");

function phrase(c, item, tone, name) {
  if (!item) return null;
  const end = (e) => make("span", { class: "end" }, words(c, e.span), make("sub", {}, labelOf(e.type)));
  const what = item.head ? [end(item.head), make("span", { class: "arrow" }, labelOf(item.type)), end(item.tail)]
    : [make("span", { class: "end" }, words(c, item.span)), make("span", { class: `said ${tone}` }, labelOf(item.type))];
  return make("div", { class: `phrase ${tone}` }, make("span", { class: "side" }, name), ...what);
}

function marksOf(c) {
  const marks = [];
  const add = (item, side) => {
    if (!item) return;
    const tone = c.class === "correct" ? "right" : side;
    const one = (span, label) => marks.push({ span, name: `${side} ${tone}`, tone, label });
    if (item.head) { one(item.head.span, "head"); one(item.tail.span, "tail"); }
    else one(item.span, labelOf(item.type));
  };
  add(c.gold, "gold");
  // What is the same on both sides is labelled once.
  if (c.class === "correct") marks.length = 0;
  add(c.pred, "pred");
  return marks;
}

function hint(c) {
  if (c.class === "missed" && c.ends_found != null) {
    return ["neither end was found as an entity", "one end was not found as an entity", "both ends were found: overlooked"][c.ends_found];
  }
  if (c.class === "spurious" && c.ends_found != null) return `${c.ends_found} of 2 ends are gold entities`;
  return EXPLAINED[c.class];
}

function card(c) {
  const text = data().sentences[c.sentence];
  const score = scoreOf(c);
  const id = text.id == null ? "" : ` · id ${typeof text.id === "string" ? text.id : JSON.stringify(text.id)}`;
  const right = c.class === "correct";
  return make("article", { class: `case ${c.class}` },
    make("header", {}, make("span", { class: `class ${c.class}` }, spoken(c.class)), make("span", { class: "hint" }, hint(c)),
      make("span", { class: "place" }, `sentence ${c.sentence}${id}`),
      score == null ? null : make("span", { class: "score", title: "the model's score" }, bar(100 * score), score.toFixed(3))),
    markedText(text.tokens, marksOf(c)),
    phrase(c, c.gold, right ? "right" : "gold", "gold"),
    right ? null : phrase(c, c.pred, "pred", "predicted"));
}

function drawList() {
  const list = chosenCases();
  const place = document.getElementById("list");
  const shown = list.slice(0, state.shown);
  const cell = state.cell && confusion().labels;
  const title = cell ? `gold ${labelOf(cell[state.cell.gold])}, predicted ${labelOf(cell[state.cell.pred])}` : "";
  place.replaceChildren(
    make("p", { class: "found" }, counted(list.length, "case", "cases"), cell ? `: ${title}` : "",
      make("span", { class: "legend" }, make("mark", { class: "gold" }, "gold"), " ", make("mark", { class: "pred" }, "predicted"), " ",
        make("mark", { class: "gold pred" }, "both"), " ", make("mark", { class: "right" }, "right")),
      make("button", { type: "button", class: "plain", onclick: () => change(fresh()) }, "Reset filters")),
    ...shown.map(({ c }) => card(c)),
    list.length ? null : make("p", { class: "empty" }, "Nothing fits these filters."),
    list.length > state.shown ? make("button", { type: "button", class: "more",
      onclick: () => { state.shown += 4 * PAGE_SIZE; drawList(); } }, `Show more (${list.length - state.shown} left)`) : null);
}

function drawWork() {
  drawTasks();
  drawFilters();
  drawList();
}

document.addEventListener("DOMContentLoaded", () => {
  drawTop();
  drawScores();
  drawWork();
});

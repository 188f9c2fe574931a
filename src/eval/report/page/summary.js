// The head of the page: figures, tables, confusion matrix.

const data = () => (data.value ??= JSON.parse(document.getElementById("data").textContent));
const fileOf = (path) => make("b", { title: path }, path.split(/[\\/]/).filter(Boolean).pop() || path);
const labelOf = (name) => data().labels[name] || name;

function drawTop() {
  const report = data().report;
  const facts = [counted(report.sentences, "sentence", "sentences")];
  if (report.drop_overlapping) facts.push("overlapping entities left out");
  if (report.max_span != null) facts.push(`entities up to ${report.max_span} words; ${report.too_wide} gold ones are wider`);
  document.getElementById("top").append(
    make("p", { class: "brand" }, "relata"),
    make("h1", {}, "Error report"),
    make("p", { class: "facts" }, fileOf(report.pred), " against ", fileOf(report.gold), ` · ${facts.join(" · ")}`),
  );
}

const TASKS = [
  ["ner", "Entities", "NER", "span and type"],
  ["re", "Relations", "RE", "ends and type"],
  ["re_plus", "Relations, strict", "RE+", "types of the ends too"],
];

function bar(value) {
  const track = make("span", { class: "bar" }, make("i", {}));
  track.firstChild.style.width = `${value}%`;
  return track;
}

function scoreCard([key, title, short, what]) {
  const task = data().report[key];
  const row = (name, value) => make("div", { class: "row" }, make("span", {}, name), bar(value), make("b", {}, number(value)));
  return make("article", { class: "card" },
    make("header", {}, make("h2", {}, title), make("span", { class: "hint" }, `${short}: ${what}`)),
    make("p", { class: "big" }, number(task.micro.f1), make("small", {}, "micro F1")),
    row("Precision", task.micro.precision),
    row("Recall", task.micro.recall),
    row("Macro F1", task.macro.f1),
    make("p", { class: "hint" }, `${task.counts.correct} right · ${task.counts.predicted - task.counts.correct} false positives · ` +
      `${task.counts.gold - task.counts.correct} missed`),
    details("By type", typeTable(task)));
}

function details(title, ...content) {
  return make("details", {}, make("summary", {}, title), ...content);
}

function table(head, rows) {
  const line = (cells, tag) => make("tr", {}, ...cells.map((cell, at) => make(at === 0 ? "th" : tag, {}, cell)));
  return make("div", { class: "scroll" }, make("table", {},
    make("thead", {}, line(head, "th")), make("tbody", {}, ...rows.map((row) => line(row, "td")))));
}

function typeTable(task) {
  const rows = Object.entries(task.types).map(([name, t]) =>
    [labelOf(name), number(t.precision), number(t.recall), number(t.f1), t.support, t.predicted]);
  return table(["Type", "P", "R", "F1", "Support", "Predicted"], rows);
}

function lengthTable() {
  const f1 = (task) => (task.counts.gold + task.counts.predicted ? number(task.micro.f1) : "–");
  return table(["Words", "Sentences", "NER", "RE", "RE+"], data().report.by_length.map((length) =>
    [length.words, length.sentences, f1(length.ner), f1(length.re), f1(length.re_plus)]));
}

// A column for every tenth of the score; where the bar ends below the line, the scores are too sure.
function reliability(title, curve) {
  const columns = curve.bins.map((bin, at) => {
    const range = `score ${(at / 10).toFixed(1)} to ${((at + 1) / 10).toFixed(1)}`;
    const said = bin.count ? `${range}: ${bin.count}, ${Math.round(100 * bin.right)} % right` : `${range}: none`;
    const column = make("div", { class: bin.count ? "tenth" : "tenth empty", title: said, role: "img", "aria-label": said });
    column.style.setProperty("--right-share", `${100 * bin.right}%`);
    column.style.setProperty("--score-share", `${100 * bin.score}%`);
    return column;
  });
  return make("figure", { class: "curve" }, make("div", { class: "tenths" }, ...columns),
    make("figcaption", { class: "hint" }, `${title}: ${curve.count}, ECE ${curve.ece.toFixed(3)}`));
}

function comparisonTable() {
  const { compare } = data().report;
  const signed = (value) => (value > 0 ? "+" : value < 0 ? "−" : "") + number(Math.abs(value));
  const rows = TASKS.flatMap(([key, , short]) => ["micro", "macro"].map((average) => {
    const d = compare[key][average];
    return [`${short} ${average}`, number(d.first), number(d.second), signed(d.difference),
      `${signed(d.low)} to ${signed(d.high)}`, d.reversed.toFixed(3)];
  }));
  return table(["F1", "This", "Other", "Difference", `${100 * compare.confidence} % interval`, "Reversed"], rows);
}

function drawScores() {
  const report = data().report;
  const place = document.getElementById("scores");
  place.append(...TASKS.map(scoreCard));
  place.append(make("article", { class: "card wide" },
    make("header", {}, make("h2", {}, "By length of the sentence"), make("span", { class: "hint" }, "micro F1")), lengthTable()));
  if (report.reliability) {
    place.append(make("article", { class: "card wide" },
      make("header", {}, make("h2", {}, "What a score is worth"),
        make("span", { class: "hint" }, "bar: share right; line: mean score")),
      make("div", { class: "curves" }, reliability("Entities", report.reliability.entities),
        reliability("Relations", report.reliability.relations))));
  }
  if (report.compare) {
    place.append(make("article", { class: "card wide" },
      make("header", {}, make("h2", {}, "Other: ", fileOf(report.other)), make("span", { class: "hint" },
        `paired bootstrap, ${report.compare.resamples} draws`)),
      comparisonTable(), make("p", { class: "hint" }, "Reversed: the share of draws in which the better one is not better.")));
  }
}

// A cell opens its cases; the strength of its colour is its share of the row.
function matrix(confusion, chosen, choose) {
  const size = confusion.labels.length;
  const cells = new Map(confusion.cells.map((cell) => [cell.gold * size + cell.pred, cell]));
  const sums = confusion.labels.map((_, gold) => confusion.cells.filter((c) => c.gold === gold).reduce((n, c) => n + c.instances.length, 0));
  const label = (at) => (at === size - 1 ? "none" : labelOf(confusion.labels[at]));
  const cell = (gold, pred) => {
    const found = cells.get(gold * size + pred);
    if (!found) return make("td", {});
    const count = found.instances.length;
    const button = make("button", {
      type: "button", id: `cell-${gold}-${pred}`, class: gold === pred ? "good" : "bad",
      "aria-pressed": String(chosen?.gold === gold && chosen?.pred === pred),
      title: `${counted(count, "case", "cases")}: gold ${label(gold)}, predicted ${label(pred)}`,
      onclick: () => choose(chosen?.gold === gold && chosen?.pred === pred ? null : { gold, pred, cases: new Set(found.instances.map((i) => i.case)) }),
    }, String(count));
    button.style.setProperty("--share", `${Math.round(8 + 62 * (count / sums[gold]))}%`);
    return make("td", {}, button);
  };
  const all = confusion.labels.map((_, at) => at);
  return make("div", { class: "scroll" }, make("table", { class: "matrix" },
    make("caption", {}, "gold down, predicted across; a cell shows its cases"),
    make("thead", {}, make("tr", {}, make("td", {}), ...all.map((pred) => make("th", { scope: "col" }, make("span", {}, label(pred)))))),
    make("tbody", {}, ...all.map((gold) => make("tr", {}, make("th", { scope: "row" }, label(gold)), ...all.map((pred) => cell(gold, pred)))))));
}

"use strict";
// Everything is made with createElement and text nodes, so annotated text is never read as markup.

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "onclick" || name === "oninput" || name === "onchange") element[name] = value;
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

const number = (value) => value.toFixed(2);
const counted = (count, one, many) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
const spoken = (name) => name.replaceAll("_", " ");

const EXPLAINED = {
  correct: "span and type are right",
  type: "the right place, another type",
  boundary: "the right type, but the span begins or ends elsewhere",
  both: "overlaps, but neither span nor type is right",
  missed: "nothing was predicted for it",
  spurious: "nothing in gold belongs to it",
  end_type: "right for RE; the type of an end is wrong, so wrong for RE+",
  direction: "the right type between the right ends, the wrong way round",
  wrong_argument: "the right type and one right end; the other is elsewhere",
};

// The words of a sentence, cut into runs that carry the same marks. Marks may cross each other.
function markedText(tokens, marks) {
  const line = make("p", { class: "text", dir: "auto" });
  const at = (word) => marks.filter((mark) => mark.span[0] <= word && word < mark.span[1]);
  const key = (list) => list.map((mark) => mark.name).join(" ");
  let word = 0;
  while (word < tokens.length) {
    const here = at(word);
    let end = word + 1;
    const starts = (w) => marks.some((mark) => mark.span[0] === w);
    while (end < tokens.length && key(at(end)) === key(here) && !starts(end)) end += 1;
    const run = tokens.slice(word, end).join(" ");
    if (here.length === 0) line.append(run);
    else {
      const labels = here.filter((mark) => mark.span[1] === end && mark.label);
      const element = make("mark", { class: here.map((mark) => mark.name).join(" ") }, run);
      for (const mark of labels) element.append(make("sub", { class: mark.tone }, mark.label));
      line.append(element);
    }
    if (end < tokens.length) {
      // The gap belongs to a mark that goes on behind it, so that a chip has no holes.
      const on = here.filter((mark) => mark.span[1] > end).map((mark) => mark.name);
      line.append(on.length ? make("mark", { class: `${on.join(" ")} gap` }, " ") : " ");
    }
    word = end;
  }
  return line;
}


"use strict";
// The nearest value of every curve under the pointer. The page is complete without it.
for (const figure of document.querySelectorAll("figure.chart")) {
  const data = JSON.parse(figure.querySelector("script").textContent);
  const svg = figure.querySelector("svg"), hover = svg.querySelector(".hover"), tip = figure.querySelector(".tip");
  const place = (axis, value) => {
    const share = axis.log ? Math.log(value / axis.low) / Math.log(axis.high / axis.low) : (value - axis.low) / (axis.high - axis.low);
    return axis.from + (axis.to - axis.from) * Math.min(1, Math.max(0, share));
  };
  const nearest = (points, x) => {
    let low = 0, high = points.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (points[middle][0] < x) low = middle + 1; else high = middle;
    }
    return low > 0 && x - points[low - 1][0] < points[low][0] - x ? points[low - 1] : points[low];
  };
  const number = (v) => v !== 0 && Math.abs(v) < 1e-3 ? v.toExponential(2) : Math.abs(v) < 1 ? v.toFixed(4) : v.toFixed(2);
  const element = (name, attributes) => {
    const made = document.createElementNS(svg.namespaceURI, name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    return made;
  };
  const cell = (row, text, colour) => {
    const made = row.insertCell();
    if (colour !== undefined) {
      const swatch = document.createElement("i");
      swatch.className = "swatch c" + colour;
      made.append(swatch);
    }
    made.append(text);
  };
  const leave = () => { hover.replaceChildren(); tip.style.visibility = "hidden"; };
  svg.addEventListener("pointerleave", leave);
  svg.addEventListener("pointermove", (event) => {
    const box = svg.getBoundingClientRect(), scale = data.width / box.width;
    const share = ((event.clientX - box.left) * scale - data.x.from) / (data.x.to - data.x.from);
    if (share < -0.02 || share > 1.02) return leave();
    const x = data.x.low + (data.x.high - data.x.low) * share;
    const found = data.curves.filter((c) => c.raw.length).map((c) => ({
      curve: c, point: nearest(c.smooth.length ? c.smooth : c.raw, x), raw: c.smooth.length ? nearest(c.raw, x) : null,
    }));
    if (!found.length) return;
    const at = found.map((f) => f.point[0]).reduce((a, b) => Math.abs(b - x) < Math.abs(a - x) ? b : a), px = place(data.x, at);
    hover.replaceChildren(element("line", { x1: px, x2: px, y1: data.top, y2: data.bottom }));
    const table = document.createElement("table"), head = table.insertRow();
    cell(head, "update " + at.toLocaleString("en")); head.className = "at"; head.cells[0].colSpan = 3;
    for (const { curve, point, raw } of found) {
      hover.append(element("circle", { class: "c" + curve.colour, cx: place(data.x, point[0]), cy: place(data.y, point[1]), r: 4 }));
      const row = table.insertRow();
      cell(row, curve.name, curve.colour);
      cell(row, number(point[1]));
      if (raw) { cell(row, number(raw[1])); row.cells[2].className = "at"; }
    }
    tip.replaceChildren(table);
    const left = px / scale + 14, fits = left + tip.offsetWidth < box.width;
    tip.style.transform = `translate(${fits ? left : px / scale - tip.offsetWidth - 14}px, ${Math.max(0, (event.clientY - box.top) - tip.offsetHeight / 2)}px)`;
    tip.style.visibility = "visible";
  });
}

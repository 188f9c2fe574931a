"use strict";
// Moving about the map: the drawing's viewBox is the camera.
const map = document.getElementById("map");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const whole = map.getAttribute("viewBox").split(" ").map(Number);
let box = whole.slice();
let flight = 0;

function show(next) {
  box = next;
  map.setAttribute("viewBox", next.map((n) => n.toFixed(2)).join(" "));
}

// Glides to a part of the map.
function fly(to) {
  cancelAnimationFrame(flight);
  if (still.matches) return show(to);
  const from = box, begin = performance.now();
  const step = (now) => {
    const t = Math.min((now - begin) / 350, 1), eased = t * t * (3 - 2 * t);
    show(from.map((n, i) => n + (to[i] - n) * eased));
    if (t < 1) flight = requestAnimationFrame(step);
  };
  flight = requestAnimationFrame(step);
}

function zoom(factor, x = box[0] + box[2] / 2, y = box[1] + box[3] / 2) {
  cancelAnimationFrame(flight);
  const width = Math.min(Math.max(box[2] * factor, whole[2] / 40, 60), whole[2] * 3);
  const f = width / box[2];
  show([x - (x - box[0]) * f, y - (y - box[1]) * f, width, box[3] * f]);
}

// From points of the screen to units of the map.
function place(event) {
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
}

// Brings these parts of the drawing into view, with room around them and no nearer than can be read well.
function focusOn(parts) {
  const boxes = parts.filter((p) => !p.classList.contains("off")).map((p) => p.getBBox());
  if (!boxes.length) return;
  const x = Math.min(...boxes.map((b) => b.x)), y = Math.min(...boxes.map((b) => b.y));
  const w = Math.max(...boxes.map((b) => b.x + b.width)) - x, h = Math.max(...boxes.map((b) => b.y + b.height)) - y;
  const width = Math.max(w * 1.35, 520), height = Math.max(h * 1.7, 360);
  fly([x + w / 2 - width / 2, y + h / 2 - height * 0.42, width, height]);
}

const fingers = new Map();
let moved = false;
map.addEventListener("pointerdown", (event) => {
  fingers.set(event.pointerId, event);
  moved = false;
});
map.addEventListener("pointermove", (event) => {
  const before = fingers.get(event.pointerId);
  if (!before) return;
  const others = [...fingers.values()].filter((f) => f.pointerId !== event.pointerId);
  const a = place(before), b = place(event);
  if (!moved && Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY) < 4) return;
  if (!moved) map.setPointerCapture(event.pointerId);
  moved = true;
  map.classList.add("moving");
  cancelAnimationFrame(flight);
  if (others.length === 1) {
    const o = place(others[0]);
    zoom(Math.hypot(a.x - o.x, a.y - o.y) / Math.max(Math.hypot(b.x - o.x, b.y - o.y), 1e-6), o.x, o.y);
  } else if (!others.length) {
    show([box[0] + a.x - b.x, box[1] + a.y - b.y, box[2], box[3]]);
  }
  fingers.set(event.pointerId, event);
});
for (const end of ["pointerup", "pointercancel"]) {
  map.addEventListener(end, (event) => {
    fingers.delete(event.pointerId);
    map.classList.remove("moving");
  });
}
map.addEventListener("wheel", (event) => {
  event.preventDefault();
  const at = place(event);
  zoom(Math.exp(event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), at.x, at.y);
}, { passive: false });

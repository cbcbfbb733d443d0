/// <reference lib="dom" />
import type { LinesFigure, Point } from "../../figures/figure.ts";
import { linePlaces, renderSvg } from "../../figures/render/svg.ts";
import { short } from "../../numbers.ts";
import { onScreen, placeOf, plotIn, tipOf } from "./tip.ts";
import { between, controls, seen, type View } from "./view.ts";

/** How far a point may be from the pointer to be shown, in pixels of the picture. */
const NEAR = 40;
/** A smaller rectangle, in pixels, is no zoom but a click. */
const LEAST = 8;

/** A figure of lines that can be looked into: values, single lines, logarithmic axes, parts of it. */
export function lookIntoLines(element: HTMLElement, whole: LinesFigure): void {
  const found = element.querySelector<HTMLElement>(".picture");
  if (found === null) return;
  const picture = found;
  const view: View = {
    hidden: new Set(),
    log: { x: whole.x.log, y: whole.y.log },
    range: { x: null, y: null },
  };
  const tip = tipOf(element);
  let shown = whole;
  /** The point that the keys have come to: of which line, and which of its points. */
  let cursor = { line: 0, at: -1 };

  function draw() {
    shown = seen(whole, view);
    picture.innerHTML = renderSvg([shown], {});
    tip.hide();
  }

  function show(line: number, [x, y]: Point) {
    const plot = linePlaces(shown);
    const at = onScreen(picture, plot.x(x), plot.y(y));
    if (at === null) return;
    const { label } = whole.lines[line];
    const values = `${whole.x.name}: ${short(x)}\n${whole.y.name}: ${short(y)}`;
    const name = label === null || label === "" ? "" : `${whole.legend} ${label}\n`;
    tip.show(name + values, at.x, at.y);
    markAt(picture, plot.x(x), plot.y(y));
  }

  element.prepend(controls(whole, view, draw));
  picture.tabIndex = 0;
  picture.setAttribute("role", "application");
  picture.setAttribute("aria-label", "Lines: left and right read points, up and down change lines");
  picture.addEventListener("keydown", (event) => {
    const next = stepped(shown, cursor, event.key);
    if (next === null) return;
    event.preventDefault();
    cursor = next;
    show(cursor.line, shown.lines[cursor.line].parts.flat()[cursor.at]);
  });
  picture.addEventListener("blur", () => tip.hide());
  picture.addEventListener("pointerleave", () => tip.hide());
  picture.addEventListener("pointermove", (event) => {
    const place = placeOf(picture, event);
    const near = place && nearest(shown, place.x, place.y);
    if (near) show(near.line, near.point);
    else tip.hide();
  });
  onRectangle(picture, (from, to) => {
    const { x, y } = linePlaces(shown);
    view.range.x = between(shown.x, x, [from.x, to.x]);
    view.range.y = between(shown.y, y, [to.y, from.y]);
    draw();
  });
  draw();
}

/** The nearest point of a line to a place of the plot; null where none is near. */
function nearest(figure: LinesFigure, x: number, y: number) {
  const plot = linePlaces(figure);
  let best: { readonly line: number; readonly point: Point } | null = null;
  let least = NEAR * NEAR;
  for (const [line, { parts }] of figure.lines.entries()) {
    for (const point of parts.flat()) {
      const [px, py] = [plot.x(point[0]), plot.y(point[1])];
      if (!(px >= plot.left && px <= plot.right && py >= plot.top && py <= plot.bottom)) continue;
      const distance = (px - x) * (px - x) + (py - y) * (py - y);
      if (distance < least) [least, best] = [distance, { line, point }];
    }
  }
  return best;
}

/** Where a key leads to from a point: along its line, or to the next line that is shown. */
function stepped({ lines }: LinesFigure, { line, at }: { line: number; at: number }, key: string) {
  const count = (i: number) => lines[i].parts.flat().length;
  const shown = [...lines.keys()].filter((i) => count(i) > 0);
  if (shown.length === 0) return null;
  const own = shown.includes(line) ? line : shown[0];
  const aside = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (aside !== undefined) {
    const place = shown.indexOf(own) + aside;
    const next = shown[(place + shown.length) % shown.length];
    return { line: next, at: Math.min(Math.max(at, 0), count(next) - 1) };
  }
  const along = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[key];
  if (along === undefined) return null;
  return { line: own, at: Math.min(count(own) - 1, Math.max(0, at + along)) };
}

/** A ring around a point. */
function markAt(picture: Element, x: number, y: number): void {
  const plot = plotIn(picture);
  plot?.querySelector(".ring")?.remove();
  const ring = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  for (const [name, value] of Object.entries({ class: "ring axis", cx: x, cy: y, r: 6 })) {
    ring.setAttribute(name, String(value));
  }
  ring.setAttribute("fill", "none");
  plot?.append(ring);
}

/** Calls back when a rectangle was drawn with a pointer, with its upper left and lower right corners. */
function onRectangle(picture: HTMLElement, then: (from: DOMPoint, to: DOMPoint) => void): void {
  let start: DOMPoint | null = null;
  picture.addEventListener("pointerdown", (event) => {
    if (event.button === 0) start = placeOf(picture, event);
  });
  picture.addEventListener("pointerup", (event) => {
    const end = placeOf(picture, event);
    if (start !== null && end !== null) {
      const [left, right] = [Math.min(start.x, end.x), Math.max(start.x, end.x)];
      const [top, bottom] = [Math.min(start.y, end.y), Math.max(start.y, end.y)];
      if (right - left >= LEAST && bottom - top >= LEAST) {
        then(new DOMPoint(left, top), new DOMPoint(right, bottom));
      }
    }
    start = null;
  });
}

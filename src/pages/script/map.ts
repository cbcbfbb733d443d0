/// <reference lib="dom" />
import type { MapFigure } from "../../figures/figure.ts";
import { framePlaces } from "../../figures/render/svg.ts";
import { short } from "../../numbers.ts";
import { onScreen, placeOf, tipOf } from "./tip.ts";

/** Shows the value of a map at the pointer, or where the arrow keys lead to. */
export function lookIntoMap(element: HTMLElement, figure: MapFigure): void {
  const picture = element.querySelector<HTMLElement>(".picture");
  if (picture === null) return;
  const { a, b, values, names, z } = figure;
  const frame = framePlaces(figure);
  const tip = tipOf(element);
  let [column, row] = [a.length >> 1, b.length >> 1];

  function show() {
    const value = values[row * a.length + column];
    const at = onScreen(picture as Element, frame.x(a[column]), frame.y(b[row]));
    if (at === null) return;
    const height = value === null ? "no number" : short(value);
    const words = `${names[0]} = ${short(a[column])}, ${names[1]} = ${short(b[row])}`;
    tip.show(`${words}\n${z.name}: ${height}`, at.x, at.y);
  }

  picture.tabIndex = 0;
  picture.setAttribute("aria-label", "A map: the arrow keys read its values");
  picture.setAttribute("role", "application");
  picture.addEventListener("pointermove", (event) => {
    const place = placeOf(picture, event);
    const [across, down] = place === null
      ? [-1, -1]
      : [(place.x - frame.left) / frame.side, (place.y - frame.top) / frame.side];
    if (!(across >= 0 && across < 1 && down >= 0 && down < 1)) return tip.hide();
    column = Math.floor(across * a.length);
    row = b.length - 1 - Math.floor(down * b.length);
    show();
  });
  picture.addEventListener("pointerleave", () => tip.hide());
  picture.addEventListener("blur", () => tip.hide());
  picture.addEventListener("keydown", (event) => {
    const [right, up] = ARROWS[event.key] ?? [0, 0];
    if (right === 0 && up === 0) return;
    event.preventDefault();
    column = Math.min(a.length - 1, Math.max(0, column + right));
    row = Math.min(b.length - 1, Math.max(0, row + up));
    show();
  });
}

const ARROWS: Readonly<Record<string, readonly [right: number, up: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/// <reference lib="dom" />
import { exp, log as ln } from "../../exact/math.ts";
import { type Axis, axisOf, type LinesFigure } from "../../figures/figure.ts";
import { linePlaces, swatchSvg } from "../../figures/render/svg.ts";

/** What a click on a button to zoom leaves of an axis. */
const ZOOM = 0.5;

type Range = NonNullable<Axis["range"]>;
type AxisName = "x" | "y";

/** What a reader has chosen to see. */
export interface View {
  readonly hidden: Set<number>;
  readonly log: Record<AxisName, boolean>;
  readonly range: Record<AxisName, Range | null>;
}

/** The figure as a reader wants to see it. */
export function seen(whole: LinesFigure, { hidden, log, range }: View): LinesFigure {
  const lines = whole.lines.map((line, i) => {
    if (!hidden.has(i)) return line;
    const { spread: _, best: __, ...rest } = line;
    return { ...rest, parts: [] };
  });
  const isShown = ({ line }: { readonly line: number }) => !hidden.has(line);
  const axis = (name: AxisName): Axis => {
    const given = whole[name];
    const values = whole.lines.flatMap(({ parts }) => parts.flat())
      .map(([x, y]) => name === "x" ? x : y);
    const fitting = log[name] === given.log ? given : axisOf(given.name, values, log[name]);
    return { ...fitting, range: range[name] ?? fitting.range };
  };
  const { above, below, ...rest } = whole;
  return {
    ...rest,
    x: axis("x"),
    y: axis("y"),
    lines,
    legend: "",
    ...above && { above: { ...above, points: above.points.filter(isShown) } },
    ...below && { below: { ...below, points: below.points.filter(isShown) } },
  };
}

/** Boxes for lines and logarithms, and buttons to zoom. */
export function controls(whole: LinesFigure, view: View, draw: () => void): HTMLElement {
  const row = document.createElement("div");
  row.className = "controls";
  const box = (words: string, isOn: boolean, picture: string, change: (isOn: boolean) => void) => {
    const label = document.createElement("label");
    const input = document.createElement("input");
    input.type = "checkbox";
    input.checked = isOn;
    input.addEventListener("change", () => (change(input.checked), draw()));
    label.innerHTML = picture;
    label.prepend(input);
    label.append(words);
    row.append(label);
  };
  if (whole.legend !== "") row.append(`${whole.legend}:`);
  for (const [i, { label }] of whole.legend === "" ? [] : whole.lines.entries()) {
    box(label ?? "", true, swatchSvg(i), (isOn) => {
      if (isOn) view.hidden.delete(i);
      else view.hidden.add(i);
    });
  }
  for (const name of ["x", "y"] as const) {
    const hasLog = whole.lines.some(({ parts }) =>
      parts.flat().some(([x, y]) => (name === "x" ? x : y) > 0)
    );
    if (!hasLog) continue;
    box(`logarithmic ${name}`, view.log[name], "", (isOn) => {
      view.log[name] = isOn;
      view.range[name] = null;
    });
  }
  const button = (words: string, meaning: string, change: () => void) => {
    const element = document.createElement("button");
    element.type = "button";
    element.textContent = words;
    element.setAttribute("aria-label", meaning);
    element.title = meaning;
    element.addEventListener("click", () => (change(), draw()));
    row.append(element);
  };
  const zoom = (share: number) => {
    const current = seen(whole, view);
    const { x, y, left, right, top, bottom } = linePlaces(current);
    const part = (low: number, high: number) => {
      const [middle, half] = [(low + high) / 2, share * (high - low) / 2];
      return [middle - half, middle + half] as const;
    };
    view.range.x = between(current.x, x, part(left, right));
    view.range.y = between(current.y, y, part(bottom, top));
  };
  button("+", "Zoom in; or draw a rectangle", () => zoom(ZOOM));
  button("−", "Zoom out", () => zoom(1 / ZOOM));
  button("Whole", "Show the whole figure", () => {
    view.range.x = null;
    view.range.y = null;
  });
  return row;
}

/** The values of an axis at two pixels, found from where the ends of its range are. */
export function between(
  { log, range }: Axis,
  pixelOf: (value: number) => number,
  [from, to]: readonly [number, number],
): Range | null {
  if (range === null || range[0] === range[1]) return range;
  const [low, high] = range;
  const [start, end] = [pixelOf(low), pixelOf(high)];
  const valueAt = (pixel: number) => {
    const share = (pixel - start) / (end - start);
    return log ? low * exp(share * ln(high / low)) : low + share * (high - low);
  };
  return [valueAt(from), valueAt(to)];
}

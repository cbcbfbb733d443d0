import { distinct, type NumberText } from "../../numbers.ts";

/** Labels on an x axis, about as many as have room. */
export function tickCount(width: number): number {
  return Math.max(2, Math.floor(width / 14));
}

/** A ruler with its labels below; `columnOf` says where a value lies. */
export function xAxis(
  ticks: readonly number[],
  width: number,
  text: NumberText,
  columnOf: (value: number) => number,
): [ruler: string, labels: string] {
  const ruler = new Array<string>(width).fill("─");
  const labels = new Array<string>(width).fill(" ");
  let free = 0;
  for (const [i, label] of distinct(ticks, text).entries()) {
    const column = columnOf(ticks[i]);
    const from = Math.min(width - label.length, Math.max(0, column - (label.length >> 1)));
    ruler[column] = "┬";
    if (from < free) continue;
    for (const [k, character] of [...label].entries()) labels[from + k] = character;
    free = from + label.length + 1;
  }
  return [`└${ruler.join("")}`, ` ${labels.join("")}`];
}

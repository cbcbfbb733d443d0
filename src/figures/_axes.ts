/** A number as text with so many significant digits. */
export type NumberText = (value: number, digits: number) => string;

/** Labels on an x axis, about as many as have room. */
export function tickCount(width: number): number {
  return Math.max(2, Math.floor(width / 14));
}

/** Numbers with as many digits as it takes to tell them apart, and no fewer than `digits`. */
export function labelled(
  ticks: readonly number[],
  text: NumberText,
  digits = 2,
): { value: number; text: string }[] {
  const texts = () => ticks.map((tick) => text(tick, digits));
  while (new Set(texts()).size < ticks.length && digits < 12) digits += 1;
  return texts().map((text, i) => ({ value: ticks[i], text }));
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
  for (const { value, text: label } of labelled(ticks, text)) {
    const column = columnOf(value);
    const from = Math.min(width - label.length, Math.max(0, column - (label.length >> 1)));
    ruler[column] = "┬";
    if (from < free) continue;
    for (const [i, character] of [...label].entries()) labels[from + i] = character;
    free = from + label.length + 1;
  }
  return [`└${ruler.join("")}`, ` ${labels.join("")}`];
}

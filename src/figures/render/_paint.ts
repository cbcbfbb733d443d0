/** Blue, orange, green, magenta, teal and red: neither too light for white nor too dark for black. */
const COLORS: readonly number[] = [33, 166, 28, 163, 30, 160];

/** A text in the colour of a line. */
export function painted(text: string, line: number, color: boolean): string {
  return color ? `\x1b[38;5;${COLORS[line % COLORS.length]}m${text}\x1b[0m` : text;
}

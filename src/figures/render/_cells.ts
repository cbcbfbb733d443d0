/** A character on a screen; colours are numbers of the 256-colour palette. */
export interface Cell {
  readonly text: string;
  readonly front?: number | undefined;
  readonly back?: number | undefined;
}

/** Dark violet over blue and green to yellow: the palette's nearest to viridis, by lightness. */
export const VIRIDIS: readonly number[] = [53, 55, 24, 30, 36, 71, 77, 113, 148, 184, 220, 226];
/** More and more ink, without the symbols that mark places. */
export const INK = " .:-=ix%#@";
/** Levels whose colour is dark. */
const DARK = 5;
const WHITE = 231;
const BLACK = 16;

/** Two pixels, one above the other; nothing where there is no level. */
export function halves(upper: number | undefined, lower: number | undefined): Cell {
  if (upper === undefined && lower === undefined) return { text: " " };
  if (upper === undefined) return { text: "▄", front: VIRIDIS[lower ?? 0] };
  const back = lower === undefined ? undefined : VIRIDIS[lower];
  return { text: "▀", front: VIRIDIS[upper], back };
}

/** A mark over a level, in whichever of black and white can be seen on it. */
export function markOn(level: number | undefined, text: string): Cell {
  if (level === undefined) return { text };
  return { text, front: level < DARK ? WHITE : BLACK, back: VIRIDIS[level] };
}

/** Cells as text; escape codes stand only where the colours change. */
export function rowText(cells: readonly Cell[]): string {
  let text = "";
  let last = "";
  for (const { text: character, front, back } of cells) {
    const codes = [
      ...front === undefined ? [] : [`38;5;${front}`],
      ...back === undefined ? [] : [`48;5;${back}`],
    ].join(";");
    if (codes !== last && last !== "") text += "\x1b[0m";
    if (codes !== last && codes !== "") text += `\x1b[${codes}m`;
    text += character;
    last = codes;
  }
  return last === "" ? text : `${text}\x1b[0m`;
}

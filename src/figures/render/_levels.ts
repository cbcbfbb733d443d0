import type { Grid } from "./_grid.ts";

/** A character on a screen; colours are numbers of the 256-colour palette. */
interface Cell {
  readonly text: string;
  readonly front?: number | undefined;
  readonly back?: number | undefined;
}

/** How the levels of a map look. */
export interface Look {
  /** Lines between the levels instead of shades. */
  readonly contour: boolean;
  readonly color: boolean;
}

/** Dark violet over blue and green to yellow: the palette's nearest to viridis, by lightness. */
const VIRIDIS: readonly number[] = [53, 55, 24, 30, 36, 71, 77, 113, 148, 184, 220, 226];
/** Levels whose colour is dark. */
const DARK = 5;
const WHITE = 231;
const BLACK = 16;
/** More and more ink, without the symbols that mark places. */
const INK = " .:-=ix%#@";
/** Lines of a contour map carry a digit. */
const CONTOUR_LEVELS = 10;
/** A cell whose value has no place on the scale. */
export const NOTHING = "!";

/** Levels that look different. */
export function levelsOf({ contour, color }: Look): number {
  return contour ? CONTOUR_LEVELS : color ? VIRIDIS.length : INK.length;
}

/** What stands for a level in the legend. */
export function sampleOf(level: number, { contour, color }: Look): string {
  if (contour) return rowText([contourLine(level, color)]);
  return color ? rowText([{ text: "██", front: VIRIDIS[level] }]) : `[${INK[level]}]`;
}

/** The rows of a map, with marks over the levels. */
export function mapCells(grid: Grid, marks: ReadonlyMap<string, string>, look: Look): string[] {
  const { contour, color } = look;
  const levels = levelsOf(look);
  const level = (row: number, column: number) => {
    const place = grid.at(column, row);
    return Number.isNaN(place) ? undefined : Math.min(levels - 1, Math.floor(place * levels));
  };
  const cell = (row: number, column: number): Cell => {
    const here = level(row, column);
    const text = marks.get(`${row},${column}`);
    if (here === undefined) return { text: text ?? NOTHING };
    if (contour && text !== undefined) return { text };
    if (contour) {
      // The line that runs between a cell and those to its right and below it.
      const around = [level(row, column + 1), level(row + 1, column)].map((one) => one ?? here);
      const isInside = around.every((one) => one === here);
      return isInside ? { text: " " } : contourLine(Math.max(here, ...around), color);
    }
    if (!color) return { text: text ?? INK[here] };
    return { text: text ?? " ", front: here < DARK ? WHITE : BLACK, back: VIRIDIS[here] };
  };
  return Array.from(
    { length: grid.rows },
    (_, row) => rowText(Array.from({ length: grid.side }, (_, column) => cell(row, column))),
  );
}

function contourLine(line: number, color: boolean): Cell {
  const shade = Math.round((line * (VIRIDIS.length - 1)) / (CONTOUR_LEVELS - 1));
  return { text: String(line), front: color ? VIRIDIS[shade] : undefined };
}

/** Cells as text; escape codes stand only where the colours change. */
function rowText(cells: readonly Cell[]): string {
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

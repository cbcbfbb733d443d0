import type { Grid } from "./_grid.ts";

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
  return contour ? String(level) : color ? grounded("  ", level) : `[${INK[level]}]`;
}

/** A text on the colour of a level, in whichever of black and white can be seen on it. */
function grounded(text: string, level: number): string {
  return `\x1b[38;5;${level < DARK ? WHITE : BLACK};48;5;${VIRIDIS[level]}m${text}\x1b[0m`;
}

/** The rows of a map, with marks over the levels. */
export function mapCells(grid: Grid, marks: ReadonlyMap<string, string>, look: Look): string[] {
  const levels = levelsOf(look);
  const level = (row: number, column: number) => {
    const place = grid.at(column, row);
    return Number.isNaN(place) ? undefined : Math.min(levels - 1, Math.floor(place * levels));
  };
  const cell = (row: number, column: number) => {
    const here = level(row, column);
    const mark = marks.get(`${row},${column}`);
    if (here === undefined) return mark ?? NOTHING;
    if (look.contour) {
      // The line that runs between a cell and those to its right and below it.
      const around = [level(row, column + 1), level(row + 1, column)].map((one) => one ?? here);
      const isInside = around.every((one) => one === here);
      return mark ?? (isInside ? " " : String(Math.max(here, ...around)));
    }
    return look.color ? grounded(mark ?? " ", here) : mark ?? INK[here];
  };
  const columns = [...Array(grid.side).keys()];
  return Array.from({ length: grid.rows }, (_, row) => columns.map((at) => cell(row, at)).join(""));
}

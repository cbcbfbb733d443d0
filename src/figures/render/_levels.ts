import { type Cell, halves, INK, markOn, rowText, VIRIDIS } from "./_cells.ts";
import type { Grid } from "./_grid.ts";

/** Lines of a contour map carry a digit. */
const CONTOUR_LEVELS = 10;
/** A cell whose value has no place on the scale. */
export const NOTHING = "!";

/** A place in a text. */
type At<Value> = (row: number, column: number) => Value;

/** Levels that can be told apart. */
export function levelsOf(contour: boolean, color: boolean): number {
  return contour ? CONTOUR_LEVELS : color ? VIRIDIS.length : INK.length;
}

/** What stands for a level in the legend. */
export function sampleOf(level: number, contour: boolean, color: boolean): string {
  if (contour) {
    return rowText([{ text: String(level), front: color ? contourColor(level) : undefined }]);
  }
  return color ? rowText([{ text: "██", front: VIRIDIS[level] }]) : `[${INK[level]}]`;
}

/** The rows of a map, with marks over the levels. */
export function cellsOf(
  grid: Grid,
  marks: ReadonlyMap<string, string>,
  contour: boolean,
  color: boolean,
): Cell[][] {
  const levels = levelsOf(contour, color);
  const level = (place: number) =>
    Number.isNaN(place) ? undefined : Math.min(levels - 1, Math.floor(place * levels));
  const upper: At<number | undefined> = (row, column) => level(grid.at(column, 2 * row));
  const lower: At<number | undefined> = (row, column) => level(grid.at(column, 2 * row + 1));
  // A character is two lines high, so it shows their mean.
  const both: At<number | undefined> = (row, column) => {
    const places = [grid.at(column, 2 * row), grid.at(column, 2 * row + 1)]
      .filter((place) => !Number.isNaN(place));
    return level(places.reduce((sum, place) => sum + place, 0) / places.length);
  };
  const cell: At<Cell> = contour
    ? contourCell(both, color)
    : color
    ? (row, column) => halves(upper(row, column), lower(row, column))
    : (row, column) => ({ text: INK[both(row, column) ?? -1] ?? NOTHING });
  return Array.from(
    { length: Math.ceil(grid.side / 2) },
    (_, row) =>
      Array.from({ length: grid.side }, (_, column) => {
        const mark = marks.get(`${row},${column}`);
        if (mark === undefined) return cell(row, column);
        return color && !contour ? markOn(upper(row, column), mark) : { text: mark };
      }),
  );
}

/** The number of the line that runs between a cell and the one to its right or below it. */
function contourCell(level: At<number | undefined>, color: boolean): At<Cell> {
  return (row, column) => {
    const here = level(row, column);
    if (here === undefined) return { text: NOTHING };
    const around = [level(row, column + 1) ?? here, level(row + 1, column) ?? here];
    if (around.every((one) => one === here)) return { text: " " };
    const line = Math.max(here, ...around);
    return { text: String(line), ...color ? { front: contourColor(line) } : {} };
  };
}

function contourColor(line: number): number {
  return VIRIDIS[Math.round((line * (VIRIDIS.length - 1)) / (CONTOUR_LEVELS - 1))];
}

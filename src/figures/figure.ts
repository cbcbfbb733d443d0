/**
 * What a figure shows, as plain data that is the same after `JSON.stringify` and `JSON.parse`.
 * Drawings (results → figures) live with their kind; a renderer (figure → text, SVG, …) is a file
 * in `render/` and needs nothing but this one.
 *
 * @module
 */

/** Anything that a renderer can draw. */
export type Figure = LinesFigure | MapFigure | PicturesFigure | NoteFigure;

/** What a place stands for; each renderer has its own symbols. */
export type Mark = "best" | "diverged" | "kink" | "center" | "path" | "end" | "minimum" | "barrier";

/** A text in which the symbols of marks may stand: `["the best (", { mark: "best" }, ")"]`. */
export type Words = string | readonly (string | { readonly mark: Mark })[];

/** A place in a coordinate system, both numbers finite. */
export type Point = readonly [x: number, y: number];

/** What numbers are placed along. */
export interface Axis {
  /** What the numbers are. */
  readonly name: string;
  /** Whether it is logarithmic: then 0 and what lies below have no place on it. */
  readonly log: boolean;
  /** The smallest and the largest value it must hold; null when there is none. */
  readonly range: readonly [low: number, high: number] | null;
}

/** One line. */
export interface Line {
  /** What tells it apart, such as `256`; null of the only line that needs no name. */
  readonly label: string | null;
  /**
   * Its parts, each in rising order of x; nothing is drawn between two of them. Where they leave the
   * range of the y axis, they are cut.
   */
  readonly parts: readonly (readonly Point[])[];
  /** From the lowest to the highest of the runs that a line stands for, at each x, rising. */
  readonly spread?: readonly (readonly [x: number, low: number, high: number])[];
  /** Whether its run diverged. */
  readonly diverged?: boolean;
  /** Its best point, on the axes or not. */
  readonly best?: Point;
  /** Where it is highest above the straight line between two ends. */
  readonly barrier?: Point;
}

/** The places of a line that have a mark. */
export function marksOf({ best, barrier }: Line): (readonly [mark: Mark, at: Point])[] {
  return [
    ...best === undefined ? [] : [["best", best] as const],
    ...barrier === undefined ? [] : [["barrier", barrier] as const],
  ];
}

/** What has no place on the y axis: above or below it, but still at an x. */
export interface Outside {
  /** What it is, such as `∞`. */
  readonly label: string;
  /** Shown in place of what tells the lines apart. */
  readonly mark?: Mark;
  /** Where, and of which line (by index). */
  readonly points: readonly { readonly x: number; readonly line: number }[];
}

/** A sentence below a figure. */
export interface Note {
  /** Index of the line it is about; about the whole figure when left out. */
  readonly line?: number;
  /** What it says. */
  readonly words: Words;
}

/** Lines in a coordinate system. */
export interface LinesFigure {
  /** Tells it from other figures. */
  readonly shape: "lines";
  /** What is shown, against what. */
  readonly heading: string;
  /** The axis to the right. */
  readonly x: Axis;
  /** The axis upwards. */
  readonly y: Axis;
  /** The lines, the most important one first. */
  readonly lines: readonly Line[];
  /** Whether points were measured one by one, and each is to be seen. */
  readonly dots?: boolean;
  /** Numbers on the axes: all digits (`0.50`) in even steps, or short (`0.5`) in powers of ten. */
  readonly numbers: "even" | "short";
  /** Heights at which a line runs from side to side. */
  readonly guides?: readonly number[];
  /** Words for a range of heights, at its middle. */
  readonly bands?: readonly { readonly y: number; readonly text: string }[];
  /** What lies above the y axis. */
  readonly above?: Outside;
  /** What lies below it. */
  readonly below?: Outside;
  /** Places on the x axis with a kink. */
  readonly kinks?: readonly number[];
  /** What the labels of the lines are values of, such as `batch size · seed`; may be empty. */
  readonly legend: string;
  /** Sentences below it, in order. */
  readonly notes: readonly Note[];
  /** Rows of a text, less one: how high its author wants it. */
  readonly height: number;
}

/** Places on a map, and what they are. */
export interface Trace {
  /** The places, in order. */
  readonly points: readonly Point[];
  /** What stands at them: a mark, or what tells this line from others by its number. */
  readonly mark: Mark | number;
  /** What stands at the last one instead. */
  readonly end?: Mark;
  /** What they are. */
  readonly words: Words;
}

/** A height over two directions, seen from above. */
export interface MapFigure {
  /** Tells it from other figures. */
  readonly shape: "map";
  /** Which one of several maps it is. */
  readonly title?: string;
  /** What is shown, over what. */
  readonly heading: string;
  /** What the axes are called, the one to the right first. */
  readonly names: readonly [string, string];
  /** Places to the right, rising in even steps. */
  readonly a: readonly number[];
  /** Places upwards, rising in even steps. */
  readonly b: readonly number[];
  /** At each place: those of the first b first, by rising a; null where it is no finite number. */
  readonly values: readonly (number | null)[];
  /** The axis of the values: a logarithmic one has levels of equal ratio, not difference. */
  readonly z: Axis;
  /** Lines of equal height instead of shades. */
  readonly contour: boolean;
  /** What stands on the map: later ones over earlier ones. */
  readonly traces: readonly Trace[];
  /** Sentences about the values. */
  readonly notes: readonly Words[];
  /** Where the map was taken. */
  readonly origin: string;
  /** The most rows of a text, as its author wants it. */
  readonly height?: number;
}

/** Small pictures in colour. */
export interface PicturesFigure {
  /** Tells it from other figures. */
  readonly shape: "pictures";
  /** What they are of. */
  readonly heading: string;
  /** Pixels of each from side to side. */
  readonly width: number;
  /** Pixels of each from top to bottom. */
  readonly height: number;
  /** The pictures, in order. */
  readonly pictures: readonly {
    readonly label: string;
    /** (height, width, 3): red, green and blue from 0 to 255. */
    readonly pixels: readonly number[];
  }[];
}

/** A sentence in place of what cannot be drawn. */
export interface NoteFigure {
  /** Tells it from other figures. */
  readonly shape: "note";
  /** The sentence. */
  readonly text: string;
}

/** An axis that just holds those of `values` that have a place on it. */
export function axisOf(name: string, values: readonly number[], log: boolean): Axis {
  const usable = values.filter((value) => Number.isFinite(value) && (!log || value > 0));
  const low = usable.reduce((a, b) => Math.min(a, b), Infinity);
  const high = usable.reduce((a, b) => Math.max(a, b), -Infinity);
  return { name, log, range: usable.length === 0 ? null : [low, high] };
}

/** What an axis is called in a heading. */
export function axisName(name: string, log: boolean): string {
  return log ? `${name} (log scale)` : name;
}

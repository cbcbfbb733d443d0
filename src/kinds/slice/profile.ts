import { z } from "zod";
import { axisName, axisOf, type Line, type Note, type Words } from "../../figures/figure.ts";
import { distinct, readable, short } from "../../numbers.ts";
import { height } from "../_fields.ts";
import { labelsOf } from "../_groups.ts";
import { defineFigure } from "../kind.ts";
import { lowestWords, origin, SLICE_FIELD_NAMES, SLICE_FIELDS, type SliceField } from "./_words.ts";
import type { Slice, SlicePoint } from "./slice.ts";
import type { Sliced } from "./spec.ts";

/** Kinks that can still be distinguished under an axis. */
const FEW_KINKS = 20;

export const profile = defineFigure({
  name: "profile",
  summary: "The loss along one direction, with its kinks and its lowest place",
  options: z.strictObject({
    y: z.enum(SLICE_FIELDS).default("loss").describe("What runs upwards"),
    logY: z.boolean().default(false).describe("Logarithmic y axis"),
    height,
  }),
  example: { y: "dataLoss", height: 10 },
  make: ({ y, logY, height }) => (done: readonly Sliced[]) => {
    const slices = done.map(({ result }) => result);
    if (slices.length === 0) return [{ shape: "note", text: "No profile, as there is no slice." }];
    const rows = slices.map(rowNearestZero);
    const isOne = slices.length === 1;
    const { title, texts } = labelsOf(done);
    const inside = isOne ? slices[0].kinks?.inside ?? [] : [];
    const lines = rows.map(({ points }, i): Line => ({
      label: isOne ? null : texts[i],
      parts: [points.map((point) => [point.a, point[y]] as const).filter(([, y]) => isFinite(y))],
    }));
    const heights = lines.flatMap(({ parts }) => parts.flat().map(([, y]) => y));
    return [{
      shape: "lines",
      heading: heading(axisName(SLICE_FIELD_NAMES[y], logY), rows),
      x: axisOf("a", slices.flatMap(({ a }) => a), false),
      y: axisOf(SLICE_FIELD_NAMES[y], heights, logY),
      lines,
      numbers: "short",
      kinks: inside.length <= FEW_KINKS ? inside : [],
      legend: isOne ? "" : title,
      notes: [
        ...isOne ? kinkNotes(slices[0]) : [],
        ...rows.map(({ points }, line): Note => {
          const words = lowest(slices[line], points, y);
          return isOne ? { words } : { line, words: `${texts[line]}: ${words}` };
        }),
        ...origins(slices),
      ],
      height,
    }];
  },
});

/** A line through a slice; of one with two directions, that with b nearest to 0. */
interface Row {
  /** Its points as those of a slice along a alone. */
  readonly points: readonly SlicePoint[];
  readonly b: number | null;
}

function rowNearestZero({ a, b, points }: Slice): Row {
  if (b === null) return { points, b };
  const row = b.reduce((best, value, i) => Math.abs(value) < Math.abs(b[best]) ? i : best, 0);
  const those = points.slice(row * a.length, (row + 1) * a.length);
  return { points: those.map((point) => ({ ...point, b: null })), b: b[row] };
}

function heading(name: string, rows: readonly Row[]): string {
  const heights = [...new Set(rows.flatMap(({ b }) => b === null ? [] : [short(b)]))];
  return `${name} against a, steps along the direction U` +
    (heights.length === 0 ? "" : `, at b = ${heights.join(" or ")}`);
}

function kinkNotes({ kinks }: Slice): Note[] {
  if (kinks === null) return [];
  const { inside, all } = kinks;
  const words: Words = inside.length > FEW_KINKS
    ? `${readable(inside.length)} kinks inside the range, ${readable(all)} on the whole line`
    : inside.length === 0
    ? `no kink inside the range, ${readable(all)} on the whole line`
    : ["kinks (", { mark: "kink" }, `) at a = ${distinct(inside, short, 3).join(", ")}`];
  return [{ words }];
}

/** The lowest place: of the whole line where that is known, of the points otherwise. */
function lowest({ kinks }: Slice, points: readonly SlicePoint[], y: SliceField): string {
  if (kinks === null) return lowestWords(points, y);
  const { minimum } = kinks;
  if (minimum === null) return "the same everywhere";
  return `lowest at a = ${short(minimum.a)}: loss ${short(minimum.loss)}`;
}

/** Where the slices were taken: once where it is the same for all. */
function origins(slices: readonly Slice[]): Note[] {
  const counts = [...new Set(slices.map(({ examples }) => examples))];
  const texts = new Set(slices.map((slice) => origin(slice, counts)));
  return texts.size === 1
    ? [...texts].map((words) => ({ words }))
    : slices.map((slice, line) => ({ line, words: origin(slice) }));
}

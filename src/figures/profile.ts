import { z } from "zod";
import { readable } from "../numbers.ts";
import { leaf } from "../registry.ts";
import type { Slice, SlicePoint } from "../types.ts";
import { labelled } from "./_axes.ts";
import { lineKey, plotRows } from "./_plot.ts";
import { scaleOf } from "./_scale.ts";
import { axisName } from "./_series.ts";
import { labelsOf, origin, SLICE_FIELD_NAMES, SLICE_FIELDS, type SliceField } from "./_slices.ts";
import { joined, short, wrapped } from "./_text.ts";
import type { Canvas, DrawSlices } from "./mod.ts";

/** Kinks that can still be told apart under an axis. */
const FEW_KINKS = 20;

/** The loss along one direction. */
export const profile = leaf({
  name: "profile",
  summary: "The loss along one direction, with its kinks and its lowest place",
  options: z.strictObject({
    y: z.enum(SLICE_FIELDS).default("loss").describe("What runs upwards"),
    logY: z.boolean().default(false).describe("Logarithmic y axis"),
    height: z.int().min(4).max(100).default(16).describe("Rows"),
  }),
  example: { y: "dataLoss", height: 10 },
  make({ y, logY, height }): DrawSlices {
    return (slices: readonly Slice[], canvas: Canvas) => {
      if (slices.length === 0) return "No profile, as there is no slice.\n";
      const rows = slices.map(rowNearestZero);
      const xScale = scaleOf(slices.flatMap(({ a }) => a), false);
      const lines = rows.map(({ points }) => ({
        parts: [points.map((point) => [point.a, point[y]] as const)],
      }));
      const yScale = scaleOf(
        rows.flatMap(({ points }) => points.map((point) => point[y])),
        logY,
        true,
      );
      const isOne = slices.length === 1;
      const inside = isOne ? slices[0].kinks?.inside ?? [] : [];
      const { title, texts } = labelsOf(slices);
      return joined([
        ...wrapped(heading(axisName(SLICE_FIELD_NAMES[y], logY), rows), canvas.width),
        "",
        ...plotRows({
          lines,
          xScale,
          yScale,
          height,
          letters: isOne ? "none" : "along",
          carets: inside.length <= FEW_KINKS ? inside : [],
          text: short,
        }, canvas),
        "",
        ...isOne ? kinkRows(slices[0], canvas) : wrapped(`${title}:`, canvas.width),
        ...rows.flatMap(({ points }, i) => {
          const words = lowest(slices[i], points, y);
          return isOne
            ? wrapped(words, canvas.width)
            : wrapped(`${texts[i]}: ${words}`, canvas.width, `${lineKey(i, canvas)}  `);
        }),
        ...origins(slices, canvas),
      ]);
    };
  },
});

/** A line through a slice; of one with two directions, that with b nearest to 0. */
interface Row {
  readonly points: readonly SlicePoint[];
  readonly b: number | null;
}

function rowNearestZero({ a, b, points }: Slice): Row {
  if (b === null) return { points, b };
  const row = b.reduce((best, value, i) => Math.abs(value) < Math.abs(b[best]) ? i : best, 0);
  return { points: points.slice(row * a.length, (row + 1) * a.length), b: b[row] };
}

function heading(name: string, rows: readonly Row[]): string {
  const heights = [...new Set(rows.flatMap(({ b }) => b === null ? [] : [short(b)]))];
  return `${name} against a, steps along the direction U` +
    (heights.length === 0 ? "" : `, at b = ${heights.join(" or ")}`);
}

function kinkRows({ kinks, b }: Slice, { width }: Canvas): string[] {
  if (kinks === null || b !== null) return [];
  const { inside, all } = kinks;
  const words = inside.length > FEW_KINKS
    ? `${readable(inside.length)} kinks inside the range, ${readable(all)} on the whole line`
    : inside.length === 0
    ? `no kink inside the range, ${readable(all)} on the whole line`
    : `kinks (^) at a = ${labelled(inside, short, 3).map(({ text }) => text).join(", ")}`;
  return wrapped(words, width);
}

/** The lowest place: of the whole line where that is known, of the points otherwise. */
function lowest({ kinks, b }: Slice, points: readonly SlicePoint[], y: SliceField): string {
  if (kinks !== null && b === null) {
    return kinks.minimum === null
      ? "the same everywhere"
      : `lowest at a = ${short(kinks.minimum.a)}: loss ${short(kinks.minimum.loss)}`;
  }
  const found = points.filter((point) => Number.isFinite(point[y]))
    .toSorted((left, right) => left[y] - right[y]).at(0);
  return found === undefined
    ? "no number at any point"
    : `lowest of ${readable(points.length)} points: ${short(found[y])} at a = ${short(found.a)}`;
}

/** Where the slices were taken: once where it is the same for all. */
function origins(slices: readonly Slice[], canvas: Canvas): string[] {
  const counts = [...new Set(slices.map(({ examples }) => examples))];
  const texts = slices.map((slice) => origin(slice, counts));
  if (new Set(texts).size === 1) return wrapped(texts[0], canvas.width);
  return slices.map((slice) => origin(slice)).flatMap((text, i) =>
    wrapped(text, canvas.width, `${lineKey(i, canvas)}  `)
  );
}

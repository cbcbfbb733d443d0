import { z } from "zod";
import { axisName, axisOf, type Line, type Note, type Words } from "../../figures/figure.ts";
import { distinct, readable, short } from "../../numbers.ts";
import { height } from "../_fields.ts";
import { labelsOf } from "../_groups.ts";
import { defineFigure } from "../kind.ts";
import { lowestWords, origin, SLICE_FIELD_NAMES, SLICE_FIELDS, type SliceField } from "./_words.ts";
import type { Slice } from "./slice.ts";
import type { Sliced } from "./spec.ts";

/** Kinks that can still be distinguished under an axis. */
const FEW_KINKS = 20;

const NO_LINE = "No profile, as there is no slice with one direction.";

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
    const along = done.filter(({ result: { b } }) => b === null);
    const slices = along.map(({ result }) => result);
    if (slices.length === 0) return [{ shape: "note", text: NO_LINE }];
    const isOne = slices.length === 1;
    const { title, texts } = labelsOf(along);
    const kinks = isOne ? slices[0].kinks : null;
    const lines = slices.map(({ points }, i): Line => ({
      label: isOne ? null : texts[i],
      parts: [points.map((point) => [point.a, point[y]] as const).filter(([, y]) => isFinite(y))],
    }));
    const heights = lines.flatMap(({ parts }) => parts.flat().map(([, y]) => y));
    return [{
      shape: "lines",
      heading: `${axisName(SLICE_FIELD_NAMES[y], logY)} against a, steps along the direction U`,
      x: axisOf("a", slices.flatMap(({ a }) => a), false),
      y: axisOf(SLICE_FIELD_NAMES[y], heights, logY),
      lines,
      numbers: "short",
      kinks: kinks && kinks.inside.length <= FEW_KINKS ? kinks.inside : [],
      legend: isOne ? "" : title,
      notes: [
        ...kinks ? [{ words: kinkWords(kinks) }] : [],
        ...slices.map((slice, line): Note => {
          const words = lowest(slice, y);
          return isOne ? { words } : { line, words: `${texts[line]}: ${words}` };
        }),
        ...origins(slices),
      ],
      height,
    }];
  },
});

function kinkWords({ inside, all }: NonNullable<Slice["kinks"]>): Words {
  if (inside.length > 0 && inside.length <= FEW_KINKS) {
    return ["kinks (", { mark: "kink" }, `) at a = ${distinct(inside, short, 3).join(", ")}`];
  }
  const found = inside.length === 0 ? "no kink" : `${readable(inside.length)} kinks`;
  return `${found} inside the range, ${readable(all)} on the whole line`;
}

/** The lowest place: of the whole line where that is known, of the points otherwise. */
function lowest({ kinks, points }: Slice, y: SliceField): string {
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

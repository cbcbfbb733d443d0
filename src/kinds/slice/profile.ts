import { z } from "zod";
import { axisName, axisOf, type Line, type Note, type Words } from "../../figures/figure.ts";
import { height } from "../_fields.ts";
import { labelsOf } from "../_groups.ts";
import { notDrawn } from "../_not_drawn.ts";
import { defineFigure } from "../kind.ts";
import { kinkWords, lowestOfLine } from "./_line.ts";
import { origin, SLICE_FIELD_NAMES, SLICE_FIELDS } from "./_words.ts";
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
    const points = lines.flatMap(({ parts }) => parts.flat());
    const axes = {
      x: axisOf("a", slices.flatMap(({ a }) => a), false),
      y: axisOf(SLICE_FIELD_NAMES[y], points.map(([, y]) => y), logY),
    };
    return [{
      shape: "lines",
      heading: `${axisName(SLICE_FIELD_NAMES[y], logY)} against a, steps along the direction U`,
      ...axes,
      lines,
      numbers: "short",
      kinks: kinks && kinks.inside.places.length <= FEW_KINKS ? kinks.inside.places : [],
      legend: isOne ? "" : title,
      notes: [
        ...kinks ? [{ words: markedKinks(kinks, slices[0].a) }] : [],
        ...slices.map((slice, line): Note => {
          const words = lowestOfLine(slice, y);
          return isOne ? { words } : { line, words: `${texts[line]}: ${words}` };
        }),
        ...notDrawn(points, [axes.x, axes.y]).map((words) => ({ words })),
        ...origins(slices),
      ],
      height,
    }];
  },
});

function markedKinks(kinks: NonNullable<Slice["kinks"]>, places: readonly number[]): Words {
  const [count, where] = kinkWords(kinks, places, { most: FEW_KINKS, digits: 3 });
  const { length } = kinks.inside.places;
  const isMarked = length > 0 && length <= FEW_KINKS;
  return [count, ...isMarked ? [" (", { mark: "kink" } as const, ")"] : [], where];
}

/** Where the slices were taken: once where it is the same for all. */
function origins(slices: readonly Slice[]): Note[] {
  const counts = [...new Set(slices.map(({ examples }) => examples))];
  const texts = new Set(slices.map((slice) => origin(slice, counts)));
  return texts.size === 1
    ? [...texts].map((words) => ({ words }))
    : slices.map((slice, line) => ({ line, words: origin(slice) }));
}

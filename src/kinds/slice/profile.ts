import { z } from "zod";
import { axisName, axisOf, type Line, type Note, type Words } from "../../figures/figure.ts";
import { height } from "../_fields.ts";
import { labelsOf } from "../_groups.ts";
import { notDrawn } from "../_not_drawn.ts";
import { defineFigure } from "../kind.ts";
import { kinkWords, lowestOfLine } from "./_line.ts";
import {
  barrierWords,
  origin,
  SLICE_FIELD_NAMES,
  SLICE_FIELDS,
  type SliceField,
} from "./_words.ts";
import type { Slice } from "./slice.ts";
import type { Sliced } from "./spec.ts";

/** Kinks that can still be distinguished under an axis. */
const FEW_KINKS = 20;

const NO_LINE = "No profile, as there is no slice with one direction.";

const one = z.enum(SLICE_FIELDS);

export const profile = defineFigure({
  name: "profile",
  summary: "The loss along one direction, with its kinks and its lowest place",
  options: z.strictObject({
    y: z.union([one, z.array(one).min(1)], {
      error: `must be one or a list of ${SLICE_FIELDS.join(", ")}`,
    })
      .default("loss").describe("What runs upwards, one or a list"),
    logY: z.boolean().default(false).describe("Logarithmic y axis"),
    height,
  }),
  example: { y: "dataLoss", height: 10 },
  make: ({ y, logY, height }) => (done: readonly Sliced[]) => {
    const along = done.filter(({ result: { b } }) => b === null);
    const slices = along.map(({ result }) => result);
    if (slices.length === 0) return [{ shape: "note", text: NO_LINE }];
    const fields = [...new Set([y].flat())];
    const { title, texts } = labelsOf(along);
    const kinks = slices.length === 1 ? slices[0].kinks : null;
    const shown = along.flatMap(({ result: slice }, i) =>
      fields.map((field) => {
        const words = [
          ...along.length > 1 ? [texts[i]] : [],
          ...fields.length > 1 ? [SLICE_FIELD_NAMES[field]] : [],
        ];
        return { slice, field, label: words.length === 0 ? null : words.join(" · ") };
      })
    );
    const lines = shown.map(({ slice: { points, barriers }, field, label }): Line => {
      const part = points.map((point) => [point.a, point[field]] as const)
        .filter(([, y]) => isFinite(y));
      const top = field === "loss" && part.find(([a]) => a === barriers.a?.at);
      return { label, parts: [part], ...top && { barrier: top } };
    });
    const points = lines.flatMap(({ parts }) => parts.flat());
    const name = fields.map((field) => SLICE_FIELD_NAMES[field]).join(", ")
      .replace(/, (?=[^,]*$)/, " and ");
    const axes = {
      x: axisOf("a", slices.flatMap(({ a }) => a), false),
      y: axisOf(name, points.map(([, y]) => y), logY),
    };
    return [{
      shape: "lines",
      heading: `${axisName(name, logY)} against a, steps along the direction U`,
      ...axes,
      lines,
      numbers: "short",
      kinks: kinks && kinks.inside.places.length <= FEW_KINKS ? kinks.inside.places : [],
      legend: along.length === 1 ? "" : title,
      notes: [
        ...kinks ? [{ words: markedKinks(kinks, slices[0].a) }] : [],
        ...shown.map(({ slice, field, label }, line): Note => {
          const words = [...barrierMarked(slice, field), lowestOfLine(slice, field)];
          return label === null ? { words } : { line, words: [`${label}: `, ...words] };
        }),
        ...notDrawn(points, [axes.x, axes.y]).map((words) => ({ words })),
        ...origins(slices, fields.length),
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

/** The barrier of a slice, with its mark. */
function barrierMarked(slice: Slice, field: SliceField): Exclude<Words, string> {
  const { a: barrier } = slice.barriers;
  if (barrier === null || field !== "loss") return [];
  const mark = barrier.at === null ? [] : [" (", { mark: "barrier" } as const, ")"];
  return [...barrierWords(slice), ...mark, "; "];
}

/** Where the slices were taken: once where it is the same for all, else for the first line of each. */
function origins(slices: readonly Slice[], linesEach: number): Note[] {
  const counts = [...new Set(slices.map(({ examples }) => examples))];
  const texts = new Set(slices.map((slice) => origin(slice, counts)));
  return texts.size === 1
    ? [...texts].map((words) => ({ words }))
    : slices.map((slice, i) => ({ line: i * linesEach, words: origin(slice) }));
}

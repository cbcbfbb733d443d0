import { z } from "zod";
import { axisName, axisOf } from "../../figures/figure.ts";
import type { Line, Point, Words } from "../../figures/figure.ts";
import { counted, short, valueText } from "../../numbers.ts";
import { height } from "../_fields.ts";
import { type Group, groupBy, medianText, pathWords } from "../_groups.ts";
import { sweptNumber, titleOf } from "../_groups.ts";
import { notDrawn } from "../_not_drawn.ts";
import { defineFigure } from "../kind.ts";
import {
  END_FIELDS,
  type EndField,
  endName,
  FIELD_NAMES,
  isBetterHigh,
  isCost,
} from "./_fields.ts";
import { independentPaths } from "./_independent.ts";
import { hasEnded, haveDiverged, medianEnd } from "./_outcomes.ts";
import type { Trained } from "./spec.ts";

export const sensitivity = defineFigure({
  name: "sensitivity",
  summary: "Where runs ended against a swept number: how much depends on choosing it well",
  options: z.strictObject({
    x: z.string().min(1).default("method.stepSize")
      .describe("The swept field that runs to the right; its values must be numbers"),
    y: z.enum(END_FIELDS).default("trainLoss").describe("What runs upwards: its last value"),
    logX: z.boolean().default(true).describe("Logarithmic x axis"),
    logY: z.boolean().default(true).describe("Logarithmic y axis"),
    height,
  }),
  example: { x: "method.stepSize", y: "trainLoss" },
  make: ({ x, y, logX, logY, height }) => (runs: readonly Trained[]) => {
    const numbered = runs.filter((run) => hasEnded(run) && sweptNumber(run, x) !== null);
    if (numbered.length === 0) {
      return [{
        shape: "note",
        text: `No chart of sensitivity: no run that ended has a swept number at ${x}.`,
      }];
    }
    const others = independentPaths(x, numbered);
    const sweeps = groupBy(numbered, others).map((group) => sweepOf(group, x, y));
    const lines = sweeps.map(({ line }) => line);
    const places = sweeps.flatMap(({ places }) => places);
    const ends = lines.flatMap(({ parts }) => parts.flat().map(([, end]) => end));
    const axes = {
      x: axisOf(pathWords(x), places.map(({ at }) => at), logX),
      y: axisOf(FIELD_NAMES[y], ends, logY),
    };
    const names = [axisName(endName(y), logY), axisName(axes.x.name, logX)];
    const left = counted(runs.length - numbered.length, "run");
    return [{
      shape: "lines",
      heading: names.join(" against ") + medianText(places),
      ...axes,
      lines,
      dots: true,
      numbers: "short",
      above: {
        label: "diverged",
        mark: "diverged",
        points: sweeps.flatMap((sweep, line) => divergedIn(sweep).map((x) => ({ x, line }))),
      },
      legend: titleOf(others),
      notes: [
        ...sweeps.map((sweep, line) => ({ line, words: sweepWords(sweep, x, y) })),
        ...runs.length > numbered.length
          ? [{ words: `Left out: ${left} not finished or without a number at ${x}.` }]
          : [],
        ...notDrawn(pointsOf(places), [axes.x, axes.y]).map((words) => ({ words })),
      ],
      height,
    }];
  },
});

/** The runs at one value of x. */
interface Place extends Group<Trained> {
  readonly at: number;
  /** Null where half of them diverged, or more. */
  readonly end: number | null;
}

/** The runs that share all swept values but x, which rises. */
interface Sweep {
  readonly places: readonly Place[];
  /** In parts that what diverged separates, with its best point. */
  readonly line: Line;
}

function sweepOf({ label, results }: Group<Trained>, x: string, y: EndField): Sweep {
  const places = groupBy(results, [x]).map((group): Place => {
    const end = haveDiverged(group.results) ? null : medianEnd(group.results, y);
    return { ...group, at: sweptNumber(group.results[0], x) ?? NaN, end };
  }).sort((a, b) => a.at - b.at);
  const parts: Point[][] = [[]];
  for (const { at, end } of places) {
    if (end === null) parts.push([]);
    else if (Number.isFinite(end)) parts[parts.length - 1].push([at, end]);
  }
  const sign = isBetterHigh(y) ? -1 : 1;
  const best = parts.flat().toSorted(([, a], [, b]) => sign * (a - b)).at(0);
  return { places, line: { label, parts, ...best && { best } } };
}

/** Places with their ends; that of what diverged is infinite. */
function pointsOf(places: readonly Place[]): Point[] {
  return places.map(({ at, end }): Point => [at, end ?? Infinity])
    .filter(([, end]) => end > -Infinity);
}

function divergedIn({ places }: Sweep): number[] {
  return places.filter(({ end }) => end === null).map(({ at }) => at);
}

/** `256: lowest (*) at step size 1e-6: 3.34; diverged (×) at 1e-3` */
function sweepWords(sweep: Sweep, x: string, y: EndField): Words {
  const { line: { label, best }, places } = sweep;
  const diverged = divergedIn(sweep);
  const missed = isCost(y) ? places.filter(({ end }) => end === Infinity).map(({ at }) => at) : [];
  const before = label ? `${label}: ` : "";
  const isLost = diverged.length === places.length;
  const found: Words = best === undefined
    ? [before, isLost ? "every run diverged" : `no ${FIELD_NAMES[y]} to show`]
    : [before, ...placeWords(places, best, x, y)];
  const atAll = (values: readonly number[]) => `at ${values.map(valueText).join(", ")}`;
  return [
    ...found,
    ...missed.length > 0 ? [`; target missed ${atAll(missed)}`] : [],
    ...diverged.length > 0 && !isLost
      ? ["; diverged (", { mark: "diverged" } as const, `) ${atAll(diverged)}`]
      : [],
  ];
}

/** `lowest (*) at step size 1e-6: 3.34`; equal ends are no ranking. */
function placeWords(places: readonly Place[], [, end]: Point, x: string, y: EndField): Words {
  const equals = places.filter((place) => place.end === end).map(({ at }) => at);
  const name = pathWords(x);
  if (equals.length > 1 && equals.length === places.filter(({ end }) => end !== null).length) {
    const which = equals.length < places.length ? " that did not diverge" : "";
    return [`the same at every ${name}${which}: ${short(end)}`];
  }
  const [smallest, largest] = [places[0].at, places[places.length - 1].at];
  const edge = equals.length > 1 || smallest === largest
    ? ""
    : equals[0] === smallest
    ? `, the smallest ${name} of the sweep`
    : equals[0] === largest
    ? `, the largest ${name} of the sweep`
    : "";
  return [
    `${isBetterHigh(y) ? "highest" : "lowest"} (`,
    { mark: "best" },
    `) at ${name} ${equals.map(valueText).join(" and ")}${equals.length > 1 ? " alike" : ""}: `,
    `${short(end)}${edge}`,
  ];
}

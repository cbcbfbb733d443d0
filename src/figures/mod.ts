/**
 * The charts. To add one: a file that exports a leaf, and its name in one of the lists below.
 *
 * @module
 */
import { type Registry, registry } from "../registry.ts";
import type { Curve, GradientCheck, Slice } from "../types.ts";
import { heatmap } from "./heatmap.ts";
import { line } from "./line.ts";
import { profile } from "./profile.ts";
import { sensitivity } from "./sensitivity.ts";
import { valley } from "./valley.ts";

export { unjudged } from "./valley.ts";

export { cosineText } from "./_slices.ts";
export { short, wrapped } from "./_text.ts";
export { groupBy, haveDiverged, pathWords, sweptPaths, sweptText } from "./_series.ts";

/** Where a chart is drawn. */
export interface Canvas {
  /** Columns. */
  readonly width: number;
  /** Whether escape codes for colour are understood. */
  readonly color: boolean;
}

/** Draws results as text, lines ended by `\n`. */
export type Draw<Result = Curve> = (results: readonly Result[], canvas: Canvas) => string;

/** Draws slices. */
export type DrawSlices = Draw<Slice>;

/** Draws gradient checks. */
export type DrawChecks = Draw<GradientCheck>;

/** All charts of curves by name. */
export const charts: Registry<void, Draw> = registry("chart", [line, sensitivity]);

/** All charts of slices by name. */
export const sliceCharts: Registry<void, DrawSlices> = registry("chart of slices", [
  profile,
  heatmap,
]);

/** All charts of gradient checks by name. */
export const checkCharts: Registry<void, DrawChecks> = registry("chart of gradient checks", [
  valley,
]);

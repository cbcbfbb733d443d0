/**
 * The charts. To add one: a file that exports a leaf, and its name in the list below.
 *
 * @module
 */
import { type LeafRegistry, registry } from "../registry.ts";
import type { Curve, GradientCheck, Slice } from "../types.ts";
import { line } from "./line.ts";

export { groupBy, haveDiverged, pathWords, sweptPaths, sweptText } from "./_series.ts";

/** Where a chart is drawn. */
export interface Canvas {
  /** Columns. */
  readonly width: number;
  /** Whether escape codes for colour are understood. */
  readonly color: boolean;
}

/** Draws the curves of an experiment as text, lines ended by `\n`. */
export type Draw<Result = Curve> = (results: readonly Result[], canvas: Canvas) => string;

/** All charts by name. */
export const charts: LeafRegistry<void, Draw> = registry("chart", [line]);

import { z } from "zod";
import { leaf } from "../registry.ts";
const stub = (name: string) =>
  leaf({ name, summary: "stub", options: z.strictObject({}), example: {}, make: () => () => "" });
export const sliceCharts: LeafRegistry<void, Draw<Slice>> = registry("chart", [
  stub("profile"),
  stub("heatmap"),
]);
export const checkCharts: LeafRegistry<void, Draw<GradientCheck>> = registry("chart", [
  stub("valley"),
]);

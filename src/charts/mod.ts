/**
 * The charts. To add one: a file that exports a leaf, and its name in the list below.
 *
 * @module
 */
import { type LeafRegistry, registry } from "../registry.ts";
import type { Curve } from "../types.ts";
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
export type Draw = (curves: readonly Curve[], canvas: Canvas) => string;

/** All charts by name. */
export const charts: LeafRegistry<void, Draw> = registry("chart", [line]);

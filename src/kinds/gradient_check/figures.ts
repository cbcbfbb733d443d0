/**
 * The charts of gradient checks. To add one: a file that exports a leaf, and its name in the list
 * below.
 *
 * @module
 */
import type { Draw } from "../../figures/figure.ts";
import { type LeafRegistry, registry } from "../../registry.ts";
import type { GradientCheck } from "../../types.ts";
import { valley } from "./valley.ts";

/** All charts of gradient checks by name. */
export const checkCharts: LeafRegistry<void, Draw<GradientCheck>> = registry(
  "chart of gradient checks",
  [valley],
);

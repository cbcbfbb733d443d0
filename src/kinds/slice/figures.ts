/**
 * The charts of slices. To add one: a file that exports a leaf, and its name in the list below.
 *
 * @module
 */
import type { Draw } from "../../figures/figure.ts";
import { type LeafRegistry, registry } from "../../registry.ts";
import type { Slice } from "../../types.ts";
import { heatmap } from "./heatmap.ts";
import { profile } from "./profile.ts";

/** All charts of slices by name. */
export const sliceCharts: LeafRegistry<void, Draw<Slice>> = registry("chart of slices", [
  profile,
  heatmap,
]);

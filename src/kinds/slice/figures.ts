/**
 * The charts of slices. To add one: a file that exports what `defineFigure` gives, and its name in the list below.
 *
 * @module
 */
import { type Registry, registry } from "../../registry.ts";
import type { Draw } from "../kind.ts";
import { heatmap } from "./heatmap.ts";
import { profile } from "./profile.ts";
import type { Sliced } from "./spec.ts";

/** All charts of slices by name. */
export const sliceFigures: Registry<void, Draw<Sliced>> = registry("chart of slices", [
  profile,
  heatmap,
]);

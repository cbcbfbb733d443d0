/**
 * The charts of curves. To add one: a file that exports a leaf, and its name in the list below.
 *
 * @module
 */
import type { Draw } from "../../figures/figure.ts";
import { type LeafRegistry, registry } from "../../registry.ts";
import type { Curve } from "../../types.ts";
import { line } from "./line.ts";
import { sensitivity } from "./sensitivity.ts";

/** All charts of curves by name. */
export const charts: LeafRegistry<void, Draw<Curve>> = registry("chart", [line, sensitivity]);

/**
 * The charts of curves. To add one: a file that exports what `defineFigure` gives, and its name in the list below.
 *
 * @module
 */
import { type Registry, registry } from "../../registry.ts";
import type { Draw } from "../kind.ts";
import type { Trained } from "./spec.ts";
import { line } from "./line.ts";
import { sensitivity } from "./sensitivity.ts";

/** All charts of curves by name. */
export const trainFigures: Registry<void, Draw<Trained>> = registry("chart", [line, sensitivity]);

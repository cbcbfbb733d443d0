/**
 * Where gradients come from. To add a source: a file that exports what `defineGradient` gives, and its
 * name in the list below.
 *
 * @module
 */
import { registry } from "../registry.ts";
import { analytic } from "./analytic.ts";
import type { Gradients } from "./gradient.ts";
import { numerical } from "./numerical.ts";

/** All sources of gradients by name. */
export const gradients: Gradients = registry("gradient", [analytic, numerical]);

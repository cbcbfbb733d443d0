import { registry } from "../registry.ts";
import { analytic } from "./analytic.ts";
import type { Gradients } from "./gradient.ts";
import { numerical } from "./numerical.ts";

/**
 * All sources of gradients by name. For one more: a file with what `defineGradient` gives, and its
 * name here.
 */
export const gradients: Gradients = registry("gradient", [analytic, numerical]);

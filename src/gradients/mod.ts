import { registry } from "../registry.ts";
import { analytic } from "./analytic.ts";
import type { Gradients } from "./gradient.ts";
import { numerical } from "./numerical.ts";

/** Sources of gradients by name. To add one: list here what a file makes with `defineGradient`. */
export const gradients: Gradients = registry("gradient", [analytic, numerical]);

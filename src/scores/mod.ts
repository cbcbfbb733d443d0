import { registry } from "../registry.ts";
import { linear } from "./linear.ts";
import type { ScoreFunctions } from "./scores.ts";

/**
 * All score functions by name. For one more: a file with what `defineScores` gives, and its
 * name here.
 */
export const scoreFunctions: ScoreFunctions = registry("score function", [linear]);

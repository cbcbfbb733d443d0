/**
 * The score functions. To add one: a file that exports what `defineScores` gives, and its name in the
 * list below.
 *
 * @module
 */
import { registry } from "../registry.ts";
import { linear } from "./linear.ts";
import type { ScoreFunctions } from "./scores.ts";

/** All score functions by name. */
export const scoreFunctions: ScoreFunctions = registry("score function", [linear]);

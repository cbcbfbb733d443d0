import { registry } from "../registry.ts";
import { linear } from "./linear.ts";
import { mlp } from "./mlp.ts";
import type { ScoreFunctions } from "./scores.ts";
import { twoLayer } from "./two_layer.ts";

/** Score functions by name. To add one: list here what a file makes with `defineScores`. */
export const scoreFunctions: ScoreFunctions = registry("score function", [linear, twoLayer, mlp]);

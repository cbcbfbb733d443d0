import { registry } from "../registry.ts";
import { constant } from "./constant.ts";
import type { StepSizes } from "./step_size.ts";

/**
 * All step sizes by name. For one more: a file with what `defineStepSize` gives, and its
 * name here.
 */
export const stepSizes: StepSizes = registry("step size", [constant]);

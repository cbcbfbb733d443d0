import { registry } from "../registry.ts";
import { constant } from "./constant.ts";
import type { StepSizes } from "./step_size.ts";

/** Step sizes by name. To add one: list here what a file makes with `defineStepSize`. */
export const stepSizes: StepSizes = registry("step size", [constant]);

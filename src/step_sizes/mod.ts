/**
 * The step sizes. To add one: a file that exports what `defineStepSize` gives, and its name in the
 * list below.
 *
 * @module
 */
import { registry } from "../registry.ts";
import { constant } from "./constant.ts";
import type { StepSizes } from "./step_size.ts";

/** All step sizes by name. */
export const stepSizes: StepSizes = registry("step size", [constant]);

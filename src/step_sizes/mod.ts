import { registry } from "../registry.ts";
import { armijo } from "./armijo.ts";
import { barzilaiBorwein } from "./barzilai_borwein.ts";
import { constant } from "./constant.ts";
import { cosine } from "./cosine.ts";
import { expression } from "./expression.ts";
import { exponential } from "./exponential.ts";
import { inverseSquareRoot } from "./inverse_square_root.ts";
import { inverseTime } from "./inverse_time.ts";
import { oneCycle } from "./one_cycle.ts";
import { polynomial } from "./polynomial.ts";
import { step } from "./step.ts";
import type { StepSizes } from "./step_size.ts";

/** Step sizes by name. To add one: list here what a file makes with `defineStepSize`. */
export const stepSizes: StepSizes = registry("step size", [
  constant,
  step,
  exponential,
  cosine,
  polynomial,
  inverseTime,
  inverseSquareRoot,
  oneCycle,
  expression,
  armijo,
  barzilaiBorwein,
]);

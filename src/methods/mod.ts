import { registry } from "../registry.ts";
import { adam } from "./adam.ts";
import { conjugateGradient } from "./conjugate_gradient.ts";
import { gradientDescent } from "./gradient_descent.ts";
import { lbfgs } from "./lbfgs.ts";
import { localSearch } from "./local_search.ts";
import type { Methods } from "./method.ts";
import { newton } from "./newton.ts";
import { randomSearch } from "./random_search.ts";

/** Methods by name. To add one: list here what a file makes with `defineRule` or `defineMethod`. */
export const methods: Methods = registry("method", [
  gradientDescent,
  adam,
  randomSearch,
  localSearch,
  lbfgs,
  conjugateGradient,
  newton,
]);

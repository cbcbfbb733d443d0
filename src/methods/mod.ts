import { registry } from "../registry.ts";
import { adadelta } from "./adadelta.ts";
import { adagrad } from "./adagrad.ts";
import { adam } from "./adam.ts";
import { adamax } from "./adamax.ts";
import { adamw } from "./adamw.ts";
import { averaged } from "./averaged.ts";
import { conjugateGradient } from "./conjugate_gradient.ts";
import { gradientDescent } from "./gradient_descent.ts";
import { heavyBall } from "./heavy_ball.ts";
import { lbfgs } from "./lbfgs.ts";
import { lion } from "./lion.ts";
import { localSearch } from "./local_search.ts";
import type { MethodLeaf, Methods } from "./method.ts";
import { momentum } from "./momentum.ts";
import { nadam } from "./nadam.ts";
import { nesterov } from "./nesterov.ts";
import { newton } from "./newton.ts";
import { randomSearch } from "./random_search.ts";
import { rmsprop } from "./rmsprop.ts";
import { signDescent } from "./sign_descent.ts";

/** To add a method: list here what a file makes with `defineRule` or `defineMethod`. */
const each: Methods = registry("method", [
  gradientDescent,
  momentum,
  nesterov,
  heavyBall,
  adagrad,
  rmsprop,
  adadelta,
  adam,
  adamax,
  adamw,
  nadam,
  signDescent,
  lion,
  lbfgs,
  conjugateGradient,
  newton,
  randomSearch,
  localSearch,
]);

/** The methods, and others of one's own: all can be averaged. */
export function methodsWith(own: readonly MethodLeaf[]): Methods {
  const all = own.reduce((methods, leaf) => methods.with(leaf), each);
  return all.with(averaged(all));
}

/** Methods by name. */
export const methods: Methods = methodsWith([]);

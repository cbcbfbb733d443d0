/**
 * The methods. To add one: a file that exports a leaf, and its name in the list below.
 *
 * @module
 */
import type { Kernels } from "../kernels/kernels.ts";
import { type LeafRegistry, registry } from "../registry.ts";
import type { Step } from "../types.ts";
import { gradientDescent } from "./gradient_descent.ts";
import { localSearch } from "./local_search.ts";
import { randomSearch } from "./random_search.ts";

/** What a method may allocate its state from. */
export interface MethodContext {
  /** The arithmetic. */
  readonly kernels: Kernels;
  /** Number of weights. */
  readonly size: number;
}

/** All methods by name. */
export const methods: LeafRegistry<MethodContext, Step> = registry("method", [
  gradientDescent,
  randomSearch,
  localSearch,
]);

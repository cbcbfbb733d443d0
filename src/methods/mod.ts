import { registry } from "../registry.ts";
import { adam } from "./adam.ts";
import { gradientDescent } from "./gradient_descent.ts";
import { localSearch } from "./local_search.ts";
import type { Methods } from "./method.ts";
import { randomSearch } from "./random_search.ts";

/** Methods by name. To add one: list here what a file makes with `defineRule` or `defineMethod`. */
export const methods: Methods = registry("method", [
  gradientDescent,
  adam,
  randomSearch,
  localSearch,
]);

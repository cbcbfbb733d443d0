import { registry } from "../registry.ts";
import { gradientDescent } from "./gradient_descent.ts";
import { localSearch } from "./local_search.ts";
import type { Methods } from "./method.ts";
import { randomSearch } from "./random_search.ts";

/**
 * All methods by name. For one more: a file with what `defineRule` or `defineMethod` gives, and its
 * name here.
 */
export const methods: Methods = registry("method", [gradientDescent, randomSearch, localSearch]);

/**
 * The methods. To add one: a file that exports what `defineRule` or `defineMethod` gives, and its name
 * in the list below.
 *
 * @module
 */
import { registry } from "../registry.ts";
import { gradientDescent } from "./gradient_descent.ts";
import { localSearch } from "./local_search.ts";
import type { Methods } from "./method.ts";
import { randomSearch } from "./random_search.ts";

/** All methods by name. */
export const methods: Methods = registry("method", [gradientDescent, randomSearch, localSearch]);

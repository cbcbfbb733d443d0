/**
 * The losses. To add one: a file that exports what `defineLoss` gives, and its name in the list below.
 *
 * @module
 */
import { registry } from "../registry.ts";
import type { Losses } from "./loss.ts";
import { svm } from "./svm.ts";

/** All losses by name. */
export const losses: Losses = registry("loss", [svm]);

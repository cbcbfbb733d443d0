import { registry } from "../registry.ts";
import type { Losses } from "./loss.ts";
import { svm } from "./svm.ts";

/** All losses by name. For one more: a file with what `defineLoss` gives, and its name here. */
export const losses: Losses = registry("loss", [svm]);

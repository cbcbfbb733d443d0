import { registry } from "../registry.ts";
import type { Losses } from "./loss.ts";
import { svm } from "./svm.ts";

/** Losses by name. To add one: list here what a file makes with `defineLoss`. */
export const losses: Losses = registry("loss", [svm]);

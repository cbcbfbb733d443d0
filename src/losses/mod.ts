import { registry } from "../registry.ts";
import type { Losses } from "./loss.ts";
import { logistic } from "./logistic.ts";
import { oneVsAll } from "./one_vs_all.ts";
import { softmax } from "./softmax.ts";
import { squaredHinge } from "./squared_hinge.ts";
import { svm } from "./svm.ts";

/** Losses by name. To add one: list here what a file makes with `defineLoss`. */
export const losses: Losses = registry("loss", [
  svm,
  softmax,
  squaredHinge,
  oneVsAll,
  logistic,
]);

/**
 * The datasets. To add one: a file that exports a leaf, and its name in the list below.
 *
 * @module
 */
import type { Memory } from "../kernels/kernels.ts";
import { type LeafRegistry, registry } from "../registry.ts";
import type { Dataset } from "../types.ts";
import { cifar10 } from "./cifar10.ts";
import { synthetic } from "./synthetic.ts";
import { toy } from "./toy.ts";

/** Where bytes are put, so that kernels need no copy of them; the heap when left out. */
export type DatasetStorage = Pick<Memory, "allocateBytes"> | undefined;

/** All datasets by name. */
export const datasets: LeafRegistry<DatasetStorage, Promise<Dataset>> = registry("dataset", [
  synthetic,
  cifar10,
  toy,
]);

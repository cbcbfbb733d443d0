import { registry } from "../registry.ts";
import { cifar10 } from "./cifar10.ts";
import type { Datasets } from "./dataset.ts";
import { synthetic } from "./synthetic.ts";
import { toy } from "./toy.ts";

/**
 * All datasets by name. For one more: a file with what `defineDataset` gives, and its
 * name here.
 */
export const datasets: Datasets = registry("dataset", [synthetic, cifar10, toy]);

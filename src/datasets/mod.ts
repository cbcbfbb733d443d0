import { registry } from "../registry.ts";
import { cifar10 } from "./cifar10.ts";
import { csv } from "./csv.ts";
import type { Datasets } from "./dataset.ts";
import { idx } from "./idx.ts";
import { libsvm } from "./libsvm.ts";
import { npy } from "./npy.ts";
import { npz } from "./npz.ts";
import { random } from "./random.ts";
import { synthetic } from "./synthetic.ts";
import { toy } from "./toy.ts";

/** Datasets by name. To add one: list here what a file makes with `defineDataset`. */
export const datasets: Datasets = registry("dataset", [
  synthetic,
  cifar10,
  csv,
  idx,
  libsvm,
  npy,
  npz,
  random,
  toy,
]);

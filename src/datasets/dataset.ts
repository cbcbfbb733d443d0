import type { Memory } from "../kernels/kernels.ts";
import { type Define, leaf, type Registry } from "../registry.ts";
import type { PictureSize, Split } from "../types.ts";

/** Labelled examples in three parts, and the mean that is subtracted from all. */
export interface Dataset {
  /** Registry name: `synthetic`, `cifar10`, … */
  readonly name: string;
  /** Numbers per example, without the bias. */
  readonly features: number;
  /** Their size, where examples are pictures. */
  readonly picture?: PictureSize;
  /** Number of classes. */
  readonly classes: number;
  /** The examples that are learnt from. */
  readonly train: Split;
  /** Those that are chosen by, such as a step size; may be empty. */
  readonly validation: Split;
  /** Those that judge what was chosen; may be empty. */
  readonly test: Split;
  /** (features): the mean of the training part, or zeros when the data is not centred. */
  readonly mean: Float64Array;
  /** SHA-256 of labels and features in hexadecimal, in order, whichever are for validation. */
  readonly fingerprint: string;
}

/** Where bytes are put, so that kernels need no copy of them. */
export interface DatasetMemory extends Pick<Memory, "allocateBytes"> {
  /** Waited for now and then while much is made: others have a turn. Throws to end it early. */
  turn?(): Promise<void>;
}

/** The heap when left out. */
export type DatasetStorage = DatasetMemory | undefined;

/** Datasets by name. */
export type Datasets = Registry<DatasetStorage, Promise<Dataset>>;

/** Declares a dataset: `make` reads or draws it. */
export const defineDataset: Define<DatasetStorage, Promise<Dataset>> = leaf;

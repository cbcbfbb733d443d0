import type { Memory } from "../kernels/kernels.ts";
import { type Define, leaf, type Registry } from "../registry.ts";
import type { PictureSize, Split } from "../types.ts";

/** Classes that a dataset may have: labels are bytes. */
export const MOST_CLASSES = 256;

/** What data says of itself. */
export interface Legend {
  /** What it calls its classes, in their order; left out where it has numbers alone. */
  readonly classNames?: readonly string[];
  /** What whoever runs it should know, such as columns that never change: a line each. */
  readonly remarks?: readonly string[];
}

/** Labelled examples in three parts, and the mean that is subtracted from all. */
export interface Dataset extends Legend {
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
  /** SHA-256 of labels and features in hexadecimal, as they were read, whichever are for validation. */
  readonly fingerprint: string;
  /** What the data calls its features, in their order. */
  readonly featureNames?: readonly string[];
}

/** Where bytes are put, so that kernels need no copy of them. */
export interface DatasetMemory extends Pick<Memory, "allocateBytes"> {
  /**
   * Waited for now and then while much is made, of which `share` is there: others have a turn. Throws to end
   * it early.
   */
  turn?(share?: number): Promise<void>;
  /** Folder of the experiment's file: where a path leads to nothing, it is looked up there, too. */
  readonly folder?: string;
}

/** The heap when left out. */
export type DatasetStorage = DatasetMemory | undefined;

/** Datasets by name. */
export type Datasets = Registry<DatasetStorage, Promise<Dataset>>;

/** Declares a dataset: `make` reads or draws it. */
export const defineDataset: Define<DatasetStorage, Promise<Dataset>> = leaf;

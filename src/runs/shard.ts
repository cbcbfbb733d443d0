/** Shards of a sweep: the same work for as many processes, or machines, as there are. */
import { InputError } from "../errors.ts";

/** Every N-th run of a sweep. */
export interface SweepShard {
  /** Which one, from 1 to `of`. */
  readonly part: number;
  /** How many there are: N. */
  readonly of: number;
}

/** Those runs of a sweep that belong to a shard; all of them without one. */
export function runsOfShard<P extends { readonly run: number }>(
  runs: readonly P[],
  shard: SweepShard | null,
): readonly P[] {
  // Neighbours in a sweep often take equally long: dealing them out in turn is fairer than in blocks.
  return shard === null ? runs : runs.filter(({ run }) => (run - 1) % shard.of === shard.part - 1);
}

/**
 * Reads `2/4`, the second of four.
 *
 * @throws {InputError} When it is no such text
 */
export function parseShard(text: string): SweepShard {
  const [part, of] = /^\d{1,6}\/\d{1,6}$/.test(text) ? text.split("/").map(Number) : [];
  if (part === undefined || part < 1 || part > of) {
    throw new InputError(
      `Option --shard must be K/N, two whole numbers with K from 1 to N: current value is "${text}"`,
    );
  }
  return { part, of };
}

/** `2/4` */
export function shardText({ part, of }: SweepShard): string {
  return `${part}/${of}`;
}

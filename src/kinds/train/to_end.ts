import { ensure } from "../../errors.ts";
import type { Progress, Vector } from "../../types.ts";
import type { KindContext } from "../kind.ts";
import type { Plan } from "../plan.ts";
import type { CurveRecord } from "./curve.ts";
import { train } from "./run.ts";
import type { TrainRegistries, TrainSpec } from "./spec.ts";

/** A run of another file whose end is wanted, and the field that names it. */
export interface Wanted {
  readonly plan: Plan<TrainSpec>;
  /** Such as `center.run`. */
  readonly path: string;
  /** What its end is to be, such as `the centre`. */
  readonly role: string;
}

/**
 * Trains a run from where its own file has it start, and shows its weights at each record. Returns
 * whether it came to its end: not when it was interrupted.
 *
 * @throws {InputError} When it fails or diverges
 */
export function* trainToEnd(
  { plan, path, role }: Wanted,
  context: KindContext,
  registries: TrainRegistries,
  look: (record: CurveRecord, weights: Vector) => void,
): Generator<Progress, boolean> {
  const own = { ...context, problem: context.problemOf(plan.spec) };
  const { status, stopReason } = yield* train(plan, own, registries, look);
  ensure(status !== "error", `${path}: cannot be ${role}: ${stopReason}`);
  ensure(status !== "diverged", `${path}: cannot be ${role}: it diverged`);
  return status !== "interrupted";
}

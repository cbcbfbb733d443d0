import { checkBatchSize } from "../../datasets/batches.ts";
import type { Progress } from "../../types.ts";
import type { FindRun, KindContext } from "../kind.ts";
import type { Plan } from "../plan.ts";
import type { TrainRegistries, TrainSpec } from "../train/spec.ts";
import { trainToEnd } from "../train/to_end.ts";
import type { ConvexitySpec } from "./spec.ts";

/** The count with the run at whose end its centre is. */
export function withCenter(spec: ConvexitySpec, findRun: FindRun): ConvexitySpec {
  const { center } = spec;
  if (center === "start") return { ...spec, trained: null };
  const trained = findRun(center.experiment, center.run, "center") as Plan<TrainSpec>;
  return { ...spec, trained };
}

/** Checks that the run at whose end the centre is fits the data. */
export function checkCenter({ trained }: ConvexitySpec, examples: number | null): void {
  checkBatchSize(trained?.spec.batchSize ?? "full", examples, "center.run: its batchSize");
}

/** The weights at the centre, in f64; null when the run that ends there was interrupted. */
export function* centerOf(
  { spec: { trained }, seed }: Plan<ConvexitySpec>,
  context: KindContext,
  registries: TrainRegistries,
): Generator<Progress, Float64Array | null> {
  if (!trained) return Float64Array.from(context.problem.exact().start(seed));
  const wanted = { plan: trained, path: "center.run", role: "the centre" };
  let end = new Float64Array(0);
  const hasEnded = yield* trainToEnd(wanted, context, registries, (_, weights) => {
    end = Float64Array.from(weights);
  });
  return hasEnded ? end : null;
}

import { dataset, defineTable, f32, key, label, type Table, value } from "../table.ts";
import type { Slice } from "./slice.ts";
import type { Sliced, SliceSpec } from "./spec.ts";

const path = defineTable({
  file: "path.csv",
  isOptional: true,
  columns: {
    iteration: key("Steps taken by the run at the centre"),
    a: value("Nearest place in the slice"),
    b: value("Along the second direction; empty where there is one only"),
    distance: value("From the run's weights to that place"),
    loss: f32("Training loss of the run's weights; an f32"),
  },
  rows: (done: readonly Sliced[]) =>
    done.flatMap(({ plan, result: { path } }) =>
      (path?.points ?? []).map((point) => ({ plan, cells: { ...point } }))
    ),
});

const places = defineTable({
  file: "slice.csv",
  outcome: { words: "lowest loss of the places", of: ({ loss }) => loss && Number(loss) },
  columns: {
    a: key("Steps along the first direction"),
    b: key("Steps along the second direction; empty where there is one only"),
    loss: f32("Mean loss over the examples, with the penalty; an f32"),
    dataLoss: f32("Mean loss without the penalty; an f32"),
    penalty: f32("λ·ΣW² at this place; an f32"),
  },
  rows: (done: readonly Sliced[]) =>
    done.flatMap(({ plan, result: { points } }) =>
      points.map((point) => ({ plan, cells: { ...point } }))
    ),
});

const runs = defineTable({
  file: "runs.csv",
  columns: {
    center: label("What W is at (0, 0)"),
    aEnd: { ...label("What W + U is, where U leads to the end of a run"), isOptional: true },
    bEnd: { ...label("What W + V is, where V leads to the end of a run"), isOptional: true },
    normalization: label("How long directions were made: none, row or layer"),
    centerNorm: value("‖W‖"),
    aNorm: value("‖U‖"),
    bNorm: value("‖V‖; empty with one direction"),
    cosine: value("Of the angle between U and V; empty with one direction"),
    examples: value("That the loss is over"),
    kinks: value("On the whole line; empty with two directions and for smooth losses"),
    kinksInside: value("Places with kinks in the range"),
    minimumA: value("Where the loss is lowest on the whole line; the left end of a flat valley"),
    minimumLoss: value("The loss there"),
    barrier: {
      meaning: "How far the loss rises above the straight line between those of W and W + U",
      isOptional: true,
    },
    barrierA: { meaning: "Where it does; empty where it does not", isOptional: true },
    barrierV: { meaning: "As barrier, between W and W + V", isOptional: true },
    barrierB: { meaning: "As barrier_a, of barrier_v", isOptional: true },
    pathExplained: value("Share of the variance of the run's path that lies in the slice"),
    datasetSha256: dataset,
    weightsSha256: value("SHA-256 of the bytes of the weights at (0, 0)"),
  },
  rows: (done: readonly Sliced[]) =>
    done.map(({ plan, result: { norms, ends, barriers, kinks, path, points: _, ...same } }) => {
      const cells = {
        ...same,
        aEnd: ends.a,
        bEnd: ends.b,
        centerNorm: norms.center,
        aNorm: norms.a,
        bNorm: norms.b,
        kinks: kinks && kinks.inside.count + kinks.outside.count,
        kinksInside: kinks?.inside.places.length ?? null,
        minimumA: kinks?.minimum?.a ?? null,
        minimumLoss: kinks?.minimum?.loss ?? null,
        barrier: barriers.a?.height ?? null,
        barrierA: barriers.a?.at ?? null,
        barrierV: barriers.b?.height ?? null,
        barrierB: barriers.b?.at ?? null,
        pathExplained: path?.explained ?? null,
      };
      return { plan, cells };
    }),
});

export const sliceTables: readonly Table<SliceSpec, Slice>[] = [path, places, runs];

import type { Kinks } from "../../problems/problem.ts";

/** The loss at one place of a slice. */
export interface SlicePoint {
  /** Steps along the first direction. */
  readonly a: number;
  /** Steps along the second direction; null where there is one only. */
  readonly b: number | null;
  /** Mean loss with the penalty. */
  readonly loss: number;
  /** Mean loss without the penalty. */
  readonly dataLoss: number;
  /** λ·ΣW² at this place. */
  readonly penalty: number;
}

/** One recorded point of a run, seen from the plane (or line) of a slice. */
export interface PathPoint {
  /** Steps taken by the run. */
  readonly iteration: number;
  /** Its nearest place in the slice, along the first direction. */
  readonly a: number;
  /** Along the second direction; null where there is one only. */
  readonly b: number | null;
  /** How far it is from that place: ‖W − (W₀ + a·U + b·V)‖. */
  readonly distance: number;
  /** The training loss there. */
  readonly loss: number;
}

/** A run's path seen from a slice. */
export interface Path {
  /** The recorded points, in order. */
  readonly points: readonly PathPoint[];
  /** Share of the variance of the path's points that lies in the slice, 0 to 1; null without any. */
  readonly explained: number | null;
}

/** What lies on the way from the centre to the end of a run. */
export interface Barrier {
  /** How far the loss rises above the straight line between those of the ends: 0 where it does not. */
  readonly height: number;
  /** Where on the way it rises so far, from 0 to 1; null where it does not. */
  readonly at: number | null;
  /** The number of places that were looked at. */
  readonly places: number;
}

/** How long the directions of a slice are made. */
export type Normalization = "none" | "row" | "layer";

/** The loss along one direction, L(W + a·U), or two, L(W + a·U + b·V). */
export interface Slice {
  /** Places along the first direction, rising. */
  readonly a: readonly number[];
  /** Places along the second direction, rising; null where there is one only. */
  readonly b: readonly number[] | null;
  /** The loss at each place: those of the first b first, by rising a. */
  readonly points: readonly SlicePoint[];
  /** Along one direction, for losses made of straight pieces. */
  readonly kinks: Kinks | null;
  /** The run that the centre is the end of, if that was wanted. */
  readonly path: Path | null;
  /** Such as `random weights`. */
  readonly center: string;
  /** What W + U and W + V are, where directions lead to the ends of runs, in the same words. */
  readonly ends: { readonly a: string | null; readonly b: string | null };
  /** From W to W + U and to W + V, where directions lead to the ends of runs. */
  readonly barriers: { readonly a: Barrier | null; readonly b: Barrier | null };
  /** How the directions were made as long as they are. */
  readonly normalization: Normalization;
  /** ‖W‖, ‖U‖ and ‖V‖. */
  readonly norms: { readonly center: number; readonly a: number; readonly b: number | null };
  /** Cosine of the angle between the directions; null where there is one only. */
  readonly cosine: number | null;
  /** Examples that the loss is over. */
  readonly examples: number;
  /** SHA-256 of the centre's bytes, in hexadecimal. */
  readonly weightsSha256: string;
  /** SHA-256 of the problem's data, in hexadecimal; null where it has none. */
  readonly datasetSha256: string | null;
}

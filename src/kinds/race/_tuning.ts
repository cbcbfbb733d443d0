/** Which values of a method are tried, and which one is best. */
import { ensure } from "../../errors.ts";
import { exp, log } from "../../exact/math.ts";
import { stream } from "../../exact/rng.ts";
import type { Methods } from "../../methods/method.ts";
import { isRecord } from "../../registry.ts";
import type { Choice } from "../../types.ts";
import { axisValues } from "../axis.ts";
import type { Plan } from "../plan.ts";
import type { TrainSpec } from "../train/spec.ts";
import type { Trial } from "./race.ts";
import type { RaceSpec } from "./spec.ts";

/** 2³² */
const WORDS = 0x1_0000_0000;

/** The field that is tuned; null of a method that has nothing to tune, or is given its step size. */
export function tunedField({ method, tuning }: RaceSpec, { leaves }: Methods): string | null {
  if (tuning.of !== undefined) return tuning.of;
  const leaf = leaves.find(({ name }) => name === method.name);
  const isMissing = method.stepSize === undefined && leaf?.options.shape.stepSize !== undefined;
  return isMissing ? "method.stepSize" : null;
}

/** The values that are tried, rising. Random ones are drawn by the seed alone: alike for all methods. */
export function trialValues(
  { spec: { tuning }, seed }: Pick<Plan<RaceSpec>, "spec" | "seed">,
): number[] {
  const { min = NaN, max = NaN, trials, search } = tuning;
  if (search === "grid") {
    const values = axisValues({ geomspace: [min, max, trials] }) as number[];
    return values.map((value, i) => i === 0 || i === trials - 1 ? value : rounded(value));
  }
  const { uint32 } = stream(seed, "tuning");
  const [low, high] = [log(min), log(max)];
  return Array.from(
    { length: trials },
    () => rounded(exp(low + ((uint32() + 0.5) / WORDS) * (high - low))),
  ).sort((a, b) => a - b);
}

/** As many digits as people read. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

/** What a run of the race trains: with a value of the field that is tuned, and these records. */
export function trainingWith(
  { tuning: _, finals: __, targets: ___, ...spec }: RaceSpec,
  field: string | null,
  value: number | null,
): TrainSpec {
  if (field === null) return spec;
  const keys = field.split(".").slice(1);
  return { ...spec, method: withField(spec.method, keys, value) as Choice };
}

function withField(object: unknown, [key, ...rest]: readonly string[], value: unknown): object {
  const fields = isRecord(object) ? object : {};
  return { ...fields, [key]: rest.length === 0 ? value : withField(fields[key], rest, value) };
}

/** The best trial: the lowest validation loss where there is one, training loss otherwise. */
export function bestTrial(trials: readonly Trial[]): Trial | null {
  const kept = trials.filter(isGood).toSorted((a, b) => judged(a) - judged(b));
  return kept[0] ?? null;
}

/** What trials are compared by. */
export function judged({ loss, validationLoss }: Trial): number {
  return validationLoss ?? loss;
}

/** Whether a trial came to an end with a loss. */
export function isGood(trial: Trial): boolean {
  return trial.status === "done" && Number.isFinite(judged(trial));
}

/**
 * Checks what concerns several fields of a race; `check` is that of a run that trains.
 *
 * @throws {InputError} When they do not fit each other, with the path first
 */
export function checkRace(
  spec: RaceSpec,
  check: (training: TrainSpec) => void,
  methods: Methods,
): void {
  const { method, stop, tuning: { min, max, trials } } = spec;
  for (const key of ["iterations", "targetLoss"] as const) {
    const advice = key === "iterations"
      ? "methods' steps differ in cost: take epochs, examples or evaluations"
      : "a race has targets of its own, the field targets";
    ensure(stop[key] === undefined, `stop.${key}: must be left out of a race, as ${advice}`);
  }
  const field = tunedField(spec, methods);
  if (field === null) return check(spec);
  for (const [key, value] of Object.entries({ min, max })) {
    const given = key in spec.tuning && value !== undefined;
    ensure(given, `tuning.${key}: must be given, as ${field} of ${method.name} is tuned`);
  }
  const isWide = trials === 1 || Number(min) < Number(max);
  ensure(isWide, `tuning.max: must be above tuning.min, ${min}: current value is ${max}`);
  // Of a thousand values in each of thousands of runs, a few have to do.
  const values = trialValues({ spec, seed: 1 });
  for (const value of new Set([...values.slice(0, 2), ...values.slice(-1)])) {
    const training = trainingWith(spec, field, value);
    checkValue(training, field, value, methods);
    check(training);
  }
}

/** @throws {InputError} When a method has no such field, or it cannot have such a value */
function checkValue({ method }: TrainSpec, field: string, value: number, methods: Methods): void {
  const { error } = methods.schema.safeParse(method);
  const [issue] = error?.issues ?? [];
  if (issue === undefined) return;
  const hasIt = issue.code !== "unrecognized_keys" && issue.code !== "invalid_union";
  ensure(hasIt, `tuning.of: must be a field of ${method.name} that is a number: it is "${field}"`);
  const path = `method.${issue.path.join(".")}`;
  ensure(path !== field, `tuning: must try values that ${field} can have, which ${value} is not`);
  ensure(false, `${path}: ${issue.message}`);
}

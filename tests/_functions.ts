import { referenceKernels } from "../src/kernels/reference.ts";
import type { Problem } from "../src/problems/problem.ts";
import { testFunctions } from "../src/problems/test_functions.ts";
import { present } from "./_toy.ts";

/** All test functions. */
export const functionLeaves = testFunctions.map((make) => make());

const machine = { kernels: referenceKernels("f32"), team: null };

/** A test function as a problem. */
export async function functionOf(
  name: string,
  options: Record<string, unknown> = {},
): Promise<Problem> {
  const leaf = present(functionLeaves.find((one) => one.name === name));
  const fields = { problem: { name, ...leaf.options.parse(options) } } as never;
  return leaf.make(fields, await leaf.load(fields, machine.kernels), machine);
}

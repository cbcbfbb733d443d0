/** What Adam and its kin share. */
import { z } from "zod";
import type { ElementwiseRule } from "./rule.ts";

/** Their options. */
export const adamOptions = {
  beta1: z.number().min(0).lt(1).default(0.9).describe("β₁: how much of m is kept"),
  beta2: z.number().min(0).lt(1).default(0.999).describe("β₂: how much of v is kept"),
  epsilon: z.number().positive().default(1e-8).describe("ε, outside the root"),
};

/** The same and `amsgrad`. */
export const amsgradOptions = {
  ...adamOptions,
  amsgrad: z.boolean().default(false).describe("Whether the largest v so far is used"),
};

interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly amsgrad: boolean;
  readonly weightDecay?: number;
}

/** Adam, with decoupled decay where there is one. */
export function adamRule(
  { beta1, beta2, epsilon, amsgrad, weightDecay = 0 }: AdamOptions,
): ElementwiseRule {
  const scalars = { beta1, beta2, epsilon, weightDecay, power1: 1, power2: 1 };
  const way = `1/(1 - power1)*m / (1/sqrt(1 - power2)*sqrt(${amsgrad ? "most" : "v"}) + epsilon)`;
  return {
    scalars,
    next() {
      scalars.power1 *= beta1;
      scalars.power2 *= beta2;
    },
    state: {
      m: "beta1*m + (1 - beta1)*g",
      v: "beta2*v + (1 - beta2)*g*g",
      ...amsgrad && { most: "max(most, v)" },
    },
    direction: weightDecay > 0 ? `${way} + weightDecay*w` : way,
  };
}

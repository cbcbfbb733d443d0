import { z } from "zod";
import { ensure } from "../errors.ts";
import { checkUsed, expressionText, numbersByName } from "../formulas/names.ts";
import { isParserLoaded, parsedFormula } from "../formulas/parse.ts";
import { short } from "../numbers.ts";
import { needsLength } from "./_schedule.ts";
import { defineStepSize } from "./step_size.ts";

/** Steps of a run, at most: the table of them takes 80 MB. */
const MOST_STEPS = 10_000_000;
const VARIABLES = ["t", "epoch", "T"] as const;

/** Any schedule that can be written down. All of it is evaluated before the run. */
export const expression = defineStepSize({
  name: "expression",
  summary:
    "η as an expression of the step t = 0, 1, …, the epoch t ∕ (steps of one), and the steps T",
  options: z.strictObject({
    expression: expressionText
      .describe("η of t, epoch and T, such as 0.1 ∕ (1 + k*t): as those of written functions"),
    parameters: numbersByName(VARIABLES).prefault({})
      .describe("Values of the other names, to be swept"),
  }),
  example: { expression: "from*(1 - t/T)^2", parameters: { from: 0.1 } },
  make({ expression, parameters }, { steps, stepsPerEpoch }) {
    ensure(steps !== null, needsLength("expression"));
    ensure(
      steps <= MOST_STEPS,
      `"expression" must be for a run of at most ${MOST_STEPS} steps: this one has ${steps}`,
    );
    const formula = { expression, variables: VARIABLES, parameters, noun: "variable" };

    function evaluated(length: number): Float64Array {
      checkUsed(expression, { parameters: Object.keys(parameters) });
      const program = parsedFormula(formula);
      const variables = new Float64Array(VARIABLES.length);
      return new Float64Array(length).map((_, t) => {
        variables.set([t, t / stepsPerEpoch, length]);
        const rate = program.value(variables);
        ensure(
          rate >= 0 && rate < Infinity,
          `expression: must be a finite number, 0 or more, at every step: at t = ${t} it is ` +
            short(rate),
        );
        return rate;
      });
    }

    // When a file is read the parser may not be there yet: the file is checked again with it.
    let table = isParserLoaded() ? evaluated(steps) : null;
    return ({ iteration }) => (table ??= evaluated(steps))[iteration];
  },
});

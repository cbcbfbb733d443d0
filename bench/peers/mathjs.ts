import type { Peer, PeerChoice, Problem } from "./types.ts";

/** Dense matrices of mathjs, f64. */
export const mathjs: PeerChoice = { name: "mathjs", make };

async function make({ classes, features, labels, mean }: Problem): Promise<Peer> {
  const { matrix, multiply, subtract, transpose } = await import("mathjs");
  const columns = mean.length + 1;

  // Without "number", each + and × looks up the types of its operands: ten times as slow.
  const dense = (rows: number[][]) => matrix(rows, "dense", "number");

  let weights = dense(Array.from({ length: classes }, () => new Array(columns).fill(0)));

  function row(example: number): number[] {
    const x = new Array<number>(columns);
    const from = example * mean.length;
    for (let k = 0; k < mean.length; k++) x[k] = features[from + k] - mean[k];
    x[mean.length] = 1;
    return x;
  }

  return {
    load(source) {
      const rowOf = (_: unknown, j: number) => [...source.subarray(j * columns, (j + 1) * columns)];
      weights = dense(Array.from({ length: classes }, rowOf));
    },

    step(batch, stepSize) {
      const x = dense(Array.from(batch, row)); // (batch, columns)
      const scores = multiply(x, transpose(weights)).toArray() as number[][]; // (batch, classes)
      // (classes, batch): η∕N · ∂Lᵢ∕∂s_j
      const coefficients = Array.from({ length: classes }, () => new Array<number>(batch.length));
      const unit = stepSize / batch.length;
      for (let i = 0; i < batch.length; i++) {
        const label = labels[batch[i]];
        let violations = 0;
        for (let j = 0; j < classes; j++) {
          const violated = j !== label && scores[i][j] - scores[i][label] + 1 > 0;
          coefficients[j][i] = violated ? unit : 0;
          if (violated) violations += 1;
        }
        coefficients[label][i] = -violations * unit;
      }
      weights = subtract(weights, multiply(dense(coefficients), x));
    },

    weights: () => Float32Array.from((weights.toArray() as number[][]).flat()),
  };
}

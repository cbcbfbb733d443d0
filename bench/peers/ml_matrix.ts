import type { Peer, PeerChoice, Problem } from "./types.ts";

/** Matrices of ml-matrix, f64. */
export const mlMatrix: PeerChoice = { name: "ml-matrix", make };

async function make({ classes, features, labels, mean }: Problem): Promise<Peer> {
  const { Matrix, MatrixTransposeView } = await import("ml-matrix");
  const columns = mean.length + 1;
  let weights = Matrix.zeros(classes, columns);

  return {
    load(source) {
      weights = Matrix.from1DArray(classes, columns, source);
    },

    step(batch, stepSize) {
      const x = Matrix.zeros(batch.length, columns);
      for (let i = 0; i < batch.length; i++) {
        const from = batch[i] * mean.length;
        for (let k = 0; k < mean.length; k++) x.set(i, k, features[from + k] - mean[k]);
        x.set(i, mean.length, 1);
      }

      const scores = x.mmul(new MatrixTransposeView(weights)); // (batch, classes)
      const coefficients = Matrix.zeros(classes, batch.length); // η∕N · ∂Lᵢ∕∂s_j
      const unit = stepSize / batch.length;
      for (let i = 0; i < batch.length; i++) {
        const label = labels[batch[i]];
        let violations = 0;
        for (let j = 0; j < classes; j++) {
          if (j === label || scores.get(i, j) - scores.get(i, label) + 1 <= 0) continue;
          coefficients.set(j, i, unit);
          violations += 1;
        }
        coefficients.set(label, i, -violations * unit);
      }
      weights.sub(coefficients.mmul(x));
    },

    weights: () => Float32Array.from(weights.to1DArray()),
  };
}

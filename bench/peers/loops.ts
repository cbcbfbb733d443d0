import type { Peer, PeerChoice, Problem } from "./types.ts";

/** Loops over typed arrays, one example at a time: what one writes without a library. */
export const loops: PeerChoice = {
  name: "plain loops",
  make: (problem) => Promise.resolve(make(problem)),
};

function make({ classes, features, labels, mean }: Problem): Peer {
  const columns = mean.length + 1;
  const weights = new Float32Array(classes * columns);
  const gradient = new Float32Array(weights.length);
  const x = new Float32Array(columns);
  const scores = new Float32Array(classes);

  function addGradient(example: number): void {
    const from = example * mean.length;
    for (let k = 0; k < mean.length; k++) x[k] = features[from + k] - mean[k];
    x[mean.length] = 1;

    for (let j = 0; j < classes; j++) {
      const row = j * columns;
      let score = 0;
      for (let k = 0; k < columns; k++) score += weights[row + k] * x[k];
      scores[j] = score;
    }

    const label = labels[example];
    let violations = 0;
    for (let j = 0; j < classes; j++) {
      if (j === label || scores[j] - scores[label] + 1 <= 0) continue;
      const row = j * columns;
      for (let k = 0; k < columns; k++) gradient[row + k] += x[k];
      violations += 1;
    }
    if (violations === 0) return;
    const row = label * columns;
    for (let k = 0; k < columns; k++) gradient[row + k] -= violations * x[k];
  }

  return {
    load: (source) => weights.set(source),

    step(batch, stepSize) {
      gradient.fill(0);
      for (const example of batch) addGradient(example);
      const scale = stepSize / batch.length;
      for (let k = 0; k < weights.length; k++) weights[k] -= scale * gradient[k];
    },

    weights: () => weights,
  };
}

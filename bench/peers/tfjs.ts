import type { Rank, Tensor2D } from "@tensorflow/tfjs-core";
import type { Peer, PeerChoice, Problem } from "./types.ts";

/** TensorFlow.js in JavaScript, f32. */
export const tfjsCpu: PeerChoice = {
  name: "tfjs, CPU",
  async make(problem) {
    await import("@tensorflow/tfjs-backend-cpu");
    return await make(problem, "cpu");
  },
};

/** TensorFlow.js in WebAssembly with SIMD, f32, one thread. */
export const tfjsWasm: PeerChoice = {
  name: "tfjs, WASM",
  isNetwork: true,
  async make(problem) {
    const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
    // Left to itself, the backend reads this file, which needs permission to read Deno's cache.
    const { default: simd } = await import(
      "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm",
      { with: { type: "bytes" } }
    );
    const url = URL.createObjectURL(new Blob([simd]));
    setWasmPaths({
      "tfjs-backend-wasm.wasm": url,
      "tfjs-backend-wasm-simd.wasm": url,
      "tfjs-backend-wasm-threaded-simd.wasm": url,
    }, true);
    return await make(problem, "wasm");
  },
};

async function make(problem: Problem, backend: "cpu" | "wasm"): Promise<Peer> {
  const tf = await import("@tensorflow/tfjs-core");
  tf.enableProdMode();
  await use();
  const { classes, hidden, features, labels, mean } = problem;
  const columns = mean.length + 1;

  // (columns, units) each, so that X·W needs no transposing; see `product`.
  const shapes: [number, number][] = hidden === 0
    ? [[columns, classes]]
    : [[columns, hidden], [hidden + 1, classes]];
  const layers = shapes.map((shape) => tf.variable(tf.zeros<Rank.R2>(shape)));
  let rows = new Float32Array(0);

  async function use(): Promise<void> {
    if (tf.getBackend() !== backend) await tf.setBackend(backend);
  }

  /**
   * XᵀC. Behind the WASM backend, XNNPACK multiplies only what need not be transposed first: at
   * batch 256, 2.5 ms in place of 6.7.
   */
  function product(x: Tensor2D, c: Tensor2D): Tensor2D {
    if (backend === "cpu") return tf.matMul(x, c, true);
    // The smaller matrix is transposed: X, or the product.
    if (x.shape[0] < c.shape[1]) return tf.matMul(tf.transpose(x), c);
    return tf.transpose(tf.matMul(tf.transpose(c), x));
  }

  return {
    async load(source) {
      await use();
      let at = 0;
      for (const [n, [columns, units]] of shapes.entries()) {
        const own = source.subarray(at, at += columns * units);
        tf.tidy(() => layers[n].assign(tf.transpose(tf.tensor2d(own, [units, columns]))));
      }
    },

    async step(batch, stepSize) {
      await use();
      if (rows.length !== batch.length * columns) rows = new Float32Array(batch.length * columns);
      let at = 0;
      // 13 to 60 times as fast as tf.gather from a tensor of all examples.
      for (const example of batch) {
        const from = example * mean.length;
        for (let k = 0; k < mean.length; k++) rows[at++] = features[from + k] - mean[k];
        rows[at++] = 1;
      }
      const correct = Int32Array.from(batch, (example) => labels[example]);

      tf.tidy(() => {
        const x = tf.tensor2d(rows, [batch.length, columns]);
        // Cast, as tf.oneHot(…, "float32") gives wrong numbers on the WASM backend (4.22.0).
        const own = tf.cast(tf.oneHot(tf.tensor1d(correct, "int32"), classes), "float32");
        const sums = tf.matMul(x, layers[0]);
        const inner = hidden === 0 ? x : tf.concat([tf.relu(sums), tf.ones([batch.length, 1])], 1);
        const scores = hidden === 0 ? sums : tf.matMul(inner, layers[1]);
        const margins = tf.add(tf.sub(scores, tf.sum(tf.mul(scores, own), 1, true)), 1);
        const violated = tf.step(margins); // the correct class, whose margin is 1, among them
        const slopes = tf.sub(violated, tf.mul(own, tf.sum(violated, 1, true))); // ∂Lᵢ∕∂s_j
        const coefficients = tf.mul(slopes, stepSize / batch.length) as Tensor2D;
        const steps = [product(inner as Tensor2D, coefficients)];
        if (hidden > 0) {
          const units = tf.slice(layers[1], 0, [hidden, classes]);
          const back = tf.mul(tf.matMul(coefficients, units, false, true), tf.step(sums));
          steps.unshift(product(x, back as Tensor2D));
        }
        for (const [n, layer] of layers.entries()) layer.assign(tf.sub(layer, steps[n]));
      });
    },

    async weights() {
      await use();
      const parts = layers.map((layer) => tf.tidy(() => tf.transpose(layer).dataSync<"float32">()));
      return Float32Array.from(parts.flatMap((part) => [...part]));
    },
  };
}

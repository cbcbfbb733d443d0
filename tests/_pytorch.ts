/** What PyTorch found in f64: losses, gradients and minima, and the paths of its methods. */

/** One classifier of 30 examples of 3 classes. */
export interface Classification {
  readonly features: number[][];
  readonly labels: number[];
  readonly start: number[][];
  readonly gradients: (LossCase & { readonly delta: number })[];
  readonly minima: LossCase[];
  readonly runs: Run[];
}

/** A loss: its value, and perhaps its gradient at the start. */
export interface LossCase {
  readonly loss: string;
  readonly l2: number;
  readonly value: number;
  readonly gradient?: number[];
}

/** A path. */
export interface Run {
  readonly problem: string;
  readonly method: string;
  readonly stepSize: number;
  readonly options: Readonly<Record<string, unknown>>;
  readonly points: readonly Point[];
}

/** A point of a path: before the step of that number. */
export interface Point {
  readonly step: number;
  readonly loss: number;
  readonly weights: readonly (readonly number[])[];
}

/** The problem, and one value of each loss and run, for a clone without the file. */
// deno-fmt-ignore
const COPY: Classification = {
  features: [
    [0.216, 0.216, -0.555, 0.61], [0.884, 0.605, -1.125, -2.004], [0.284, -0.69, 0.923, -0.461],
    [-1.06, -0.714, -0.378, -0.153], [-1.358, -1.417, -1.82, 0.473], [-0.268, -0.829, -2.055, 1.841],
    [3.243, -2.471, -1.972, -4.365], [0.149, -0.042, -0.952, 0.935], [-0.988, -0.994, -1.439, -0.46],
    [0.851, -0.07, -0.053, -3.002], [0.75, 0.579, -0.053, -2.418], [1.959, -0.029, -0.931, -3.666],
    [1.537, -0.486, -0.603, -3.41], [-1.928, -0.088, -0.423, 0.507], [1.08, -1.399, -0.754, 1.803],
    [1.22, -0.766, -1.124, -0.241], [1.336, -0.071, -1.4, 1.467], [1.607, 0.548, -0.591, -2.092],
    [0.886, 0.765, -1.014, -4.159], [0.547, -1.334, 1.663, 0.18], [1.515, -0.783, -0.09, -2.863],
    [1.336, -0.388, -1.085, -2.848], [-1.125, -1.681, -0.043, 0.636], [1.522, -0.322, -0.426, -2.388],
    [1.007, 0.067, -0.636, -0.685], [0.572, 0.836, -2.195, 0.243], [-0.192, 0.688, 1.228, 0.75],
    [-0.925, -0.433, -1.999, 0.51], [2.359, -0.387, 0.168, -0.61], [0.393, -1.519, -1.645, -0.277],
  ],
  labels: [1, 0, 2, 1, 2, 1, 0, 1, 2, 0, 0, 0, 0, 1, 1, 2, 1, 0, 0, 1, 0, 0, 2, 0, 2, 1, 1, 2, 2, 1],
  start: [[0.047, -0.068, 0.024, -0.17, 0.075], [-0.153, 0.001, -0.012, -0.081, 0.287], [-0.06, 0.047, 0.11, -0.122, 0.134]],
  gradients: [
    { loss: "svm", delta: 1, l2: 0.01, value: 1.66405117 },
    { loss: "squaredSvm", delta: 1, l2: 0.01, value: 1.5556420396148998 },
    { loss: "oneVsAll", delta: 1, l2: 0.01, value: 2.99513347 },
    { loss: "softmax", delta: 1, l2: 0.01, value: 1.0035583924141511 },
  ],
  minima: [],
  runs: [
    { problem: "linear", method: "gradientDescent", stepSize: 0.01, options: {}, points: [{ step: 100, loss: 0.6890431289784515, weights: [[0.15464292401344737, 0.02401507243354588]] }] },
    { problem: "linear", method: "momentum", stepSize: 0.005, options: {momentum: 0.9}, points: [{ step: 100, loss: 0.5136344783943254, weights: [[0.1443952211654866, 0.24415295062076398]] }] },
    { problem: "linear", method: "nesterov", stepSize: 0.005, options: {momentum: 0.9, nesterov: true}, points: [{ step: 100, loss: 0.5140321253798109, weights: [[0.14410265441883463, 0.24346578929714402]] }] },
    { problem: "linear", method: "adagrad", stepSize: 1.0, options: {eps: 1e-10}, points: [{ step: 100, loss: 0.4339335954195874, weights: [[-0.030936590873625214, 0.4943550688817914]] }] },
    { problem: "linear", method: "rmsprop", stepSize: 0.1, options: {alpha: 0.9, eps: 1e-08}, points: [{ step: 100, loss: 0.43763284424127935, weights: [[-0.07496106378634368, 0.5087361502878781]] }] },
    { problem: "linear", method: "adadelta", stepSize: 10.0, options: {rho: 0.9, eps: 1e-06}, points: [{ step: 100, loss: 0.4392481232699192, weights: [[0.05526088069061874, 0.48512532912498085]] }] },
    { problem: "linear", method: "adam", stepSize: 0.5, options: {betas: [0.9, 0.999], eps: 1e-08}, points: [{ step: 100, loss: 0.4339461896712261, weights: [[-0.028884273032616807, 0.49983503116923683]] }] },
    { problem: "linear", method: "amsgrad", stepSize: 0.5, options: {betas: [0.9, 0.999], eps: 1e-08, amsgrad: true}, points: [{ step: 100, loss: 0.4339476671760929, weights: [[-0.029120765913722202, 0.49921792583096397]] }] },
    { problem: "linear", method: "adamax", stepSize: 0.5, options: {betas: [0.9, 0.999], eps: 1e-08}, points: [{ step: 100, loss: 0.4339393112868055, weights: [[-0.02766597003198067, 0.48676217491966256]] }] },
    { problem: "linear", method: "adamw", stepSize: 0.5, options: {betas: [0.9, 0.999], eps: 1e-08, weight_decay: 0.01}, points: [{ step: 100, loss: 0.4339641906563914, weights: [[-0.02439911983335787, 0.4979713952540664]] }] },
    { problem: "linear", method: "lion", stepSize: 0.1, options: {betas: [0.9, 0.99], weight_decay: 0.01}, points: [{ step: 100, loss: 0.4501393402657008, weights: [[-0.1504245263995658, 0.4784426343425576]] }] },
  ],
};

/** One function, for a clone without the file. */
// deno-fmt-ignore
const RUNS: Run[] = [
    { problem: "booth", method: "gradientDescent", stepSize: 0.001, options: {}, points: [{ step: 0, loss: 50.0, weights: [[-4.0, 6.0]] }, { step: 100, loss: 21.917611208513158, weights: [[-2.4368777912032873, 6.111656646304137]] }] },
    { problem: "booth", method: "momentum", stepSize: 0.0005, options: {momentum: 0.9}, points: [{ step: 0, loss: 50.0, weights: [[-4.0, 6.0]] }, { step: 100, loss: 4.348408254424857, weights: [[-0.47564050791752194, 4.473388290944584]] }] },
    { problem: "booth", method: "nesterov", stepSize: 0.0005, options: {momentum: 0.9, nesterov: true}, points: [{ step: 0, loss: 50.0, weights: [[-4.0, 6.0]] }, { step: 100, loss: 4.3449530350304215, weights: [[-0.4755514654349737, 4.472297029292904]] }] },
    { problem: "booth", method: "adagrad", stepSize: 0.1, options: {eps: 1e-10}, points: [{ step: 0, loss: 50.0, weights: [[-4.0, 6.0]] }, { step: 100, loss: 21.545747270338907, weights: [[-2.450050826473873, 5.915357112904866]] }] },
    { problem: "booth", method: "rmsprop", stepSize: 0.01, options: {alpha: 0.9, eps: 1e-08}, points: [{ step: 0, loss: 50.0, weights: [[-4.0, 6.0]] }, { step: 100, loss: 28.24031742584146, weights: [[-2.9602227347151246, 6.213481676475035]] }] },
    { problem: "booth", method: "adadelta", stepSize: 1.0, options: {rho: 0.9, eps: 1e-06}, points: [{ step: 0, loss: 50.0, weights: [[-4.0, 6.0]] }, { step: 100, loss: 39.43429433258101, weights: [[-3.63222360392349, 6.303087338047926]] }] },
    { problem: "booth", method: "adam", stepSize: 0.05, options: {betas: [0.9, 0.999], eps: 1e-08}, points: [{ step: 0, loss: 50.0, weights: [[-4.0, 6.0]] }, { step: 100, loss: 4.076489670507392, weights: [[-0.4910394146568924, 4.315087251917847]] }] },
    { problem: "booth", method: "amsgrad", stepSize: 0.05, options: {betas: [0.9, 0.999], eps: 1e-08, amsgrad: true}, points: [{ step: 0, loss: 50.0, weights: [[-4.0, 6.0]] }, { step: 100, loss: 4.076477864279225, weights: [[-0.4910376326047232, 4.315083993515572]] }] },
    { problem: "booth", method: "adamax", stepSize: 0.05, options: {betas: [0.9, 0.999], eps: 1e-08}, points: [{ step: 0, loss: 50.0, weights: [[-4.0, 6.0]] }, { step: 100, loss: 11.828191218244747, weights: [[-1.5318328304838051, 5.2662448977898455]] }] },
    { problem: "booth", method: "adamw", stepSize: 0.05, options: {betas: [0.9, 0.999], eps: 1e-08, weight_decay: 0.01}, points: [{ step: 0, loss: 50.0, weights: [[-4.0, 6.0]] }, { step: 100, loss: 3.612404567739633, weights: [[-0.4068928740571111, 4.225092370535315]] }] },
    { problem: "booth", method: "lion", stepSize: 0.01, options: {betas: [0.9, 0.99], weight_decay: 0.01}, points: [{ step: 0, loss: 50.0, weights: [[-4.0, 6.0]] }, { step: 100, loss: 29.776317424343205, weights: [[-2.965131223902566, 6.715472130017742]] }] },
];

/** What is in a file of them; null where it is not there. */
async function read<Content>(name: string): Promise<Content | null> {
  const text = await Deno.readTextFile(`../shared/data/oracles/${name}.json`).catch(() => null);
  return text === null ? null : JSON.parse(text);
}

const file = await read<Classification>("classification");

/** Whether all is there, or only what stands here. */
export const isWhole = file !== null;

/** Losses, minima and paths of a classifier. */
export const classification = file ?? COPY;

/** Paths on functions of two variables. */
export const functionRuns = (await read<{ runs: Run[] }>("functions"))?.runs ?? RUNS;

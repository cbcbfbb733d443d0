"""The same step of gradient descent in NumPy, for comparison: python3 bench/numpy_step.py

Examples per second on 10 x 3073 weights and on a network of 3073-64-10: at batch 1, 64 and 256 (rows
picked from bytes, as in our step, by batches drawn beforehand), and of the gradient over 50,000 examples
that have been widened to float32 beforehand (both in NumPy's favour). As in our tables, three quarters of
all calls were at least as fast. OPENBLAS_NUM_THREADS=1 keeps it to one thread. OPENBLAS_VERBOSE=2 says
which kernels are used; where it says nothing, the products are not those of OpenBLAS.
"""
import itertools
import time

import numpy as np

EXAMPLES, FEATURES, HIDDEN, CLASSES = 50_000, 3072, 64, 10
rng = np.random.default_rng(1)
pixels = rng.integers(0, 256, (EXAMPLES, FEATURES), dtype=np.uint8)
labels = rng.integers(0, CLASSES, EXAMPLES)
mean = pixels[:1000].mean(axis=0).astype(np.float32)


def normal(scale, *shape):
    return (scale * rng.standard_normal(shape)).astype(np.float32)


one_layer = [normal(1e-4, CLASSES, FEATURES + 1)]
two_layers = [
    normal((2 / FEATURES) ** 0.5, HIDDEN, FEATURES + 1),
    normal((2 / HIDDEN) ** 0.5, CLASSES, HIDDEN + 1),
]


def gather(batch):
    rows = np.empty((len(batch), FEATURES + 1), dtype=np.float32)
    np.subtract(pixels[batch], mean, out=rows[:, :-1])
    rows[:, -1] = 1
    return rows


def hinge(scores, correct):
    """The derivative of the loss by the scores."""
    index = np.arange(len(scores))
    margins = scores - scores[index, correct][:, None] + np.float32(1)
    margins[index, correct] = 0
    coefficients = (margins > 0).astype(np.float32)
    coefficients[index, correct] = -coefficients.sum(axis=1)
    return coefficients


def gradient(layers, rows, correct):
    units = rows
    if len(layers) == 2:
        sums = rows @ layers[0].T
        units = np.ones((len(rows), HIDDEN + 1), dtype=np.float32)
        np.maximum(sums, 0, out=units[:, :-1])
    coefficients = hinge(units @ layers[-1].T, correct)
    last = coefficients.T @ units / np.float32(len(rows))
    if len(layers) == 1:
        return [last]
    back = (coefficients @ layers[1][:, :-1]) * (sums > 0)
    return [back.T @ rows / np.float32(len(rows)), last]


def report(name, examples, action, seconds=2.0):
    action()
    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    print(f"{name:24} {examples / float(np.quantile(times, 0.75)):12,.0f} examples/s")


def step(layers, rows, correct):
    for weights, slope in zip(layers, gradient(layers, rows, correct)):
        weights -= np.float32(1e-20) * slope


everything = gather(np.arange(EXAMPLES))
for name, layers in (("linear", one_layer), ("network", two_layers)):
    for size in (1, 64, 256):
        batches = itertools.cycle(rng.integers(0, EXAMPLES, (256, size)))

        def descend():
            batch = next(batches)
            step(layers, gather(batch), labels[batch])

        report(f"{name}, batch {size}", size, descend)
    report(f"{name}, full gradient", EXAMPLES, lambda: gradient(layers, everything, labels), seconds=5)

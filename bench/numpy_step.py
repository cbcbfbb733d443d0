"""The same step of gradient descent in NumPy, for comparison: python3 bench/numpy_step.py

Examples per second at batch 1 and 256 (rows picked from bytes, as in our step, by batches drawn
beforehand), and of the gradient over 50,000 examples that have been widened to float32 beforehand
(both in NumPy's favour). As in our tables, three quarters of all calls were at least as fast.
OPENBLAS_NUM_THREADS=1 keeps it to one thread.
"""
import itertools
import time

import numpy as np

EXAMPLES, FEATURES, CLASSES = 50_000, 3072, 10
rng = np.random.default_rng(1)
pixels = rng.integers(0, 256, (EXAMPLES, FEATURES), dtype=np.uint8)
labels = rng.integers(0, CLASSES, EXAMPLES)
mean = pixels[:1000].mean(axis=0).astype(np.float32)
weights = (1e-4 * rng.standard_normal((CLASSES, FEATURES + 1))).astype(np.float32)


def gather(batch):
    rows = np.empty((len(batch), FEATURES + 1), dtype=np.float32)
    np.subtract(pixels[batch], mean, out=rows[:, :-1])
    rows[:, -1] = 1
    return rows


def gradient(rows, correct):
    scores = rows @ weights.T
    index = np.arange(len(rows))
    margins = scores - scores[index, correct][:, None] + np.float32(1)
    margins[index, correct] = 0
    coefficients = (margins > 0).astype(np.float32)
    coefficients[index, correct] = -coefficients.sum(axis=1)
    return coefficients.T @ rows / np.float32(len(rows))


def report(name, examples, action, seconds=2.0):
    action()
    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    print(f"{name:16} {examples / float(np.quantile(times, 0.75)):12,.0f} examples/s")


def step(batch):
    global weights
    weights -= np.float32(1e-9) * gradient(gather(batch), labels[batch])


for size in (1, 256):
    batches = itertools.cycle(rng.integers(0, EXAMPLES, (256, size)))
    report(f"step, batch {size}", size, lambda: step(next(batches)))
everything = gather(np.arange(EXAMPLES))
report("full gradient", EXAMPLES, lambda: gradient(everything, labels), seconds=5)

"""Random search and random local search in NumPy, for comparison: python3 bench/numpy_search.py

Seconds of 1,000 tries each over 50,000 examples of CIFAR-10's shape, from 20 tries each. The
examples are random bytes (time does not depend on what they show), widened to float32 beforehand.
"""
import time

import numpy as np

EXAMPLES, FEATURES, CLASSES, TRIES = 50_000, 3072, 10, 20
rng = np.random.default_rng(1)
rows = np.empty((EXAMPLES, FEATURES + 1), dtype=np.float32)
for start in range(0, EXAMPLES, 5000):
    pixels = rng.integers(0, 256, (5000, FEATURES), dtype=np.uint8)
    rows[start : start + 5000, :-1] = pixels - np.float32(127.5)
rows[:, -1] = 1
labels = rng.integers(0, CLASSES, EXAMPLES)
index = np.arange(EXAMPLES)


def loss(weights):
    scores = rows @ weights.T
    margins = np.maximum(0, scores - scores[index, labels][:, None] + np.float32(1))
    margins[index, labels] = 0
    return margins.sum() / EXAMPLES


def normal(scale):
    return np.float32(scale) * rng.standard_normal((CLASSES, FEATURES + 1), dtype=np.float32)


def random_search(best, lowest):
    candidate = normal(1e-4)
    return candidate, loss(candidate)


def local_search(best, lowest):
    candidate = best + normal(1e-4)
    return candidate, loss(candidate)


for name, step, scale in (("random search", random_search, 1e-4), ("local search", local_search, 1e-3)):
    best = normal(scale)
    lowest = loss(best)
    start = time.perf_counter()
    for _ in range(TRIES):
        candidate, value = step(best, lowest)
        if value < lowest:
            best, lowest = candidate, value
    print(f"{name:14} {1000 / TRIES * (time.perf_counter() - start):6.1f} s for 1,000 tries")

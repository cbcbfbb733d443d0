"""The steps of bench/methods.bench.ts in PyTorch, for comparison: python3 bench/torch_step.py

Examples per second of each optimiser on 10 x 3073 weights, at batch 1 and 256 and with all 10,000
examples. In PyTorch's favour, gradients are written out (no autograd), rows of the full batch have been
widened to float32 beforehand, and batches are drawn beforehand. As in our tables, three quarters of all
calls were at least as fast. `python3 bench/torch_step.py 1` keeps it to one thread.
"""
import itertools
import sys
import time

import torch
from torch import optim

EXAMPLES, FEATURES, CLASSES = 10_000, 3072, 10
RATE = 1e-20
OPTIMISERS = {
    "gradientDescent": lambda w: optim.SGD(w, lr=RATE),
    "momentum": lambda w: optim.SGD(w, lr=RATE, momentum=0.9),
    "nesterov": lambda w: optim.SGD(w, lr=RATE, momentum=0.9, nesterov=True),
    "adagrad": lambda w: optim.Adagrad(w, lr=RATE),
    "rmsprop": lambda w: optim.RMSprop(w, lr=RATE),
    "adadelta": lambda w: optim.Adadelta(w, lr=RATE),
    "adam": lambda w: optim.Adam(w, lr=RATE),
    "adamax": lambda w: optim.Adamax(w, lr=RATE),
    "adamw": lambda w: optim.AdamW(w, lr=RATE),
    "nadam": lambda w: optim.NAdam(w, lr=RATE),
}

if len(sys.argv) > 1:
    torch.set_num_threads(int(sys.argv[1]))
torch.manual_seed(1)
pixels = torch.randint(0, 256, (EXAMPLES, FEATURES), dtype=torch.uint8)
labels = torch.randint(0, CLASSES, (EXAMPLES,))
mean = pixels[:1000].float().mean(0)
start = 1e-4 * torch.randn(CLASSES, FEATURES + 1)


def gather(batch):
    rows = torch.empty(len(batch), FEATURES + 1)
    torch.sub(pixels[batch], mean, out=rows[:, :-1])
    rows[:, -1] = 1
    return rows


def gradient(weights, rows, correct):
    scores = rows @ weights.T
    index = torch.arange(len(rows))
    margins = scores - scores[index, correct][:, None] + 1
    margins[index, correct] = 0
    coefficients = (margins > 0).float()
    coefficients[index, correct] = -coefficients.sum(1)
    return coefficients.T @ rows / len(rows)


def seconds(action, budget=1.0):
    for _ in range(3):
        action()
    times, end = [], time.perf_counter() + budget
    while time.perf_counter() < end:
        begin = time.perf_counter()
        action()
        times.append(time.perf_counter() - begin)
    return sorted(times)[int(0.75 * len(times))]


everything = gather(torch.arange(EXAMPLES))
print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads, examples/s")
print(f"{'':16}{'batch 1':>12}{'batch 256':>12}{'all':>12}")
with torch.no_grad():
    for name, make in OPTIMISERS.items():
        cells = []
        for size in (1, 256, EXAMPLES):
            weights = torch.nn.Parameter(start.clone())
            optimiser = make([weights])
            batches = itertools.cycle([torch.randint(0, EXAMPLES, (size,)) for _ in range(64)])

            def step():
                if size == EXAMPLES:
                    weights.grad = gradient(weights, everything, labels)
                else:
                    batch = next(batches)
                    weights.grad = gradient(weights, gather(batch), labels[batch])
                optimiser.step()

            cells.append(f"{size / seconds(step):12,.0f}")
        print(f"{name:16}" + "".join(cells), flush=True)

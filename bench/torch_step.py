"""The steps of bench/methods.bench.ts and bench/network.bench.ts in PyTorch: python3 bench/torch_step.py

Examples per second of each optimiser on 10 x 3073 weights, and of gradient descent on a network of
3073-64-10, by batch size. In PyTorch's favour, gradients are written out (no autograd), rows of the full
batch have been widened to float32 beforehand (except of "from bytes", which is what our step does), and
batches are drawn beforehand. As in our tables, three quarters of all calls were at least as fast. `python3 bench/torch_step.py 1` keeps it to one thread, and
`python3 bench/torch_step.py 2 network` to the network.
"""
import itertools
import os
import sys
import time

import torch
from torch import optim

EXAMPLES, FEATURES, HIDDEN, CLASSES = 10_000, 3072, 64, 10
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

torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else os.cpu_count())
torch.manual_seed(1)
pixels = torch.randint(0, 256, (EXAMPLES, FEATURES), dtype=torch.uint8)
labels = torch.randint(0, CLASSES, (EXAMPLES,))
mean = pixels[:1000].float().mean(0)
start = [1e-4 * torch.randn(CLASSES, FEATURES + 1)]
network_start = [
    (2 / FEATURES) ** 0.5 * torch.randn(HIDDEN, FEATURES + 1),
    (2 / HIDDEN) ** 0.5 * torch.randn(CLASSES, HIDDEN + 1),
]


def gather(batch):
    rows = torch.empty(len(batch), FEATURES + 1)
    torch.sub(pixels[batch], mean, out=rows[:, :-1])
    rows[:, -1] = 1
    return rows


def hinge(scores, correct):
    """The derivative of the loss by the scores."""
    index = torch.arange(len(scores))
    margins = scores - scores[index, correct][:, None] + 1
    margins[index, correct] = 0
    coefficients = (margins > 0).float()
    coefficients[index, correct] = -coefficients.sum(1)
    return coefficients


def linear(layers, rows, correct):
    (weights,) = layers
    return [hinge(rows @ weights.T, correct).T @ rows / len(rows)]


def network(layers, rows, correct):
    first, second = layers
    sums = rows @ first.T
    units = torch.ones(len(rows), HIDDEN + 1)
    torch.clamp(sums, min=0, out=units[:, :-1])
    coefficients = hinge(units @ second.T, correct)
    back = (coefficients @ second[:, :-1]) * (sums > 0)
    return [back.T @ rows / len(rows), coefficients.T @ units / len(rows)]


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


def rate(gradient, layers, size, make):
    """Examples per second; `size` None means all examples, from bytes."""
    weights = [torch.nn.Parameter(layer.clone()) for layer in layers]
    optimiser = make(weights)
    if size is None:
        batches = itertools.cycle([torch.arange(EXAMPLES)])
    else:
        batches = itertools.cycle([torch.randint(0, EXAMPLES, (size,)) for _ in range(64)])

    def step():
        if size == EXAMPLES:
            rows, correct = everything, labels
        else:
            batch = next(batches)
            rows, correct = gather(batch), labels[batch]
        for weight, slope in zip(weights, gradient(weights, rows, correct)):
            weight.grad = slope
        optimiser.step()

    return (size or EXAMPLES) / seconds(step)


def table(sizes, rows):
    names = {EXAMPLES: "all", None: "from bytes"}
    print(f"{'':16}" + "".join(f"{names.get(size, f'batch {size}'):>12}" for size in sizes))
    for name, gradient, layers, make in rows:
        cells = [f"{rate(gradient, layers, size, make):12,.0f}" for size in sizes]
        print(f"{name:16}" + "".join(cells), flush=True)


print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads, examples/s")
with torch.no_grad():
    if sys.argv[2:] != ["network"]:
        table((1, 256, EXAMPLES, None), [(name, linear, start, make) for name, make in OPTIMISERS.items()])
    descent = OPTIMISERS["gradientDescent"]
    table((1, 64, 256, EXAMPLES, None), [("network", network, network_start, descent)])

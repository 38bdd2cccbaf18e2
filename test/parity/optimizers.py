"""Stores what plain fp32 PyTorch makes of a few parameters and gradients under every optimizer.

Run from anywhere: python test/parity/optimizers.py   (writes optimizers.json beside itself; biome formats it)
AdamW and SGD are those of torch.optim, SGD with its decay outside, decoupled as ours. Muon is written out below, since
torch.optim.Muon computes in bfloat16; Lion is, since torch has none.
"""

import json
from pathlib import Path

import torch
from formula import formula

torch.set_num_threads(1)

STEPS = 5
CLIP = 1.5
RATES = [0.25, 0.5, 1.0, 1.0, 0.5]
SHAPES = {
    "wide.weight": ([4, 9], "matrix"),
    "tall.weight": ([9, 4], "matrix"),
    "square.weight": ([6, 6], "matrix"),
    "table.weight": ([5, 4], "embedding"),
    "norm.weight": ([4], "norm"),
}


def first_values():
    return {name: formula(name, shape, 0.5) for name, (shape, _) in SHAPES.items()}


def gradients(step):
    return {name: formula(f"{name} at {step}", shape, 0.1 * (step + 1)) for name, (shape, _) in SHAPES.items()}


def clipped(found):
    norm = torch.sqrt(sum((g * g).sum() for g in found.values()))
    scale = torch.clamp(CLIP / (norm + 1e-6), max=1.0)
    return {name: g * scale for name, g in found.items()}, norm.item()


def decayed(amount):
    return {name: amount if role in ("matrix", "embedding", "head") else 0.0 for name, (_, role) in SHAPES.items()}


def run_adamw():
    values = {name: torch.nn.Parameter(value) for name, value in first_values().items()}
    decay = decayed(0.1)
    groups = [{"params": [values[name]], "weight_decay": decay[name]} for name in SHAPES]
    optimizer = torch.optim.AdamW(groups, lr=1.0, betas=(0.9, 0.95), eps=1e-8)
    norms = []
    for step in range(STEPS):
        found, norm = clipped(gradients(step))
        norms.append(norm)
        for group in optimizer.param_groups:
            group["lr"] = 0.01 * RATES[step]
        for name in SHAPES:
            values[name].grad = found[name]
        optimizer.step()
    return values, norms


def newton_schulz(g):
    a, b, c = 3.4445, -4.7750, 2.0315
    x = g.T if g.shape[0] > g.shape[1] else g
    x = x / (x.norm() + 1e-7)
    for _ in range(5):
        s = x @ x.T
        x = a * x + (b * s + c * s @ s) @ x
    return x.T if g.shape[0] > g.shape[1] else x


def run_muon():
    """Muon 0.02 with decay 0.05 for matrices; AdamW without decay, 0.009 for the table and 0.003 for the norm."""
    values = first_values()
    others = {name: torch.nn.Parameter(values[name]) for name, (_, role) in SHAPES.items() if role != "matrix"}
    rate_of = {"table.weight": 0.009, "norm.weight": 0.003}
    groups = [{"params": [p], "name": name} for name, p in others.items()]
    optimizer = torch.optim.AdamW(groups, lr=1.0, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.0)
    momenta = {name: torch.zeros_like(values[name]) for name in values if name not in others}
    for step in range(STEPS):
        found, _ = clipped(gradients(step))
        for name, momentum in momenta.items():
            momentum.lerp_(found[name], 1 - 0.95)
            direction = newton_schulz(found[name].lerp(momentum, 0.95))
            out, inputs = values[name].shape
            values[name] = values[name] * (1 - 0.05 * 0.02 * RATES[step])
            values[name] = values[name] - 0.02 * RATES[step] * max(1, out / inputs) ** 0.5 * direction
        for group in optimizer.param_groups:
            group["lr"] = rate_of[group["name"]] * RATES[step]
        for name, p in others.items():
            p.grad = found[name]
        optimizer.step()
    return {**values, **others}


def run_sgd(nesterov):
    """Rate 0.05, momentum 0.9, decoupled decay 0.1."""
    values = {name: torch.nn.Parameter(value) for name, value in first_values().items()}
    decay = decayed(0.1)
    optimizer = torch.optim.SGD(values.values(), lr=1.0, momentum=0.9, nesterov=nesterov)
    for step in range(STEPS):
        found, _ = clipped(gradients(step))
        rate = 0.05 * RATES[step]
        optimizer.param_groups[0]["lr"] = rate
        for name, p in values.items():
            p.data.mul_(1 - rate * decay[name])
            p.grad = found[name]
        optimizer.step()
    return values


def run_lion():
    """Rate 0.01, decay 0.5 (Chen et al. 2023, program 1)."""
    values = first_values()
    decay = decayed(0.5)
    momenta = {name: torch.zeros_like(value) for name, value in values.items()}
    for step in range(STEPS):
        found, _ = clipped(gradients(step))
        rate = 0.01 * RATES[step]
        for name in values:
            direction = torch.sign(momenta[name].lerp(found[name], 1 - 0.9))
            values[name] = values[name] * (1 - rate * decay[name]) - rate * direction
            momenta[name] = momenta[name].lerp(found[name], 1 - 0.99)
    return values


def listed(values):
    return {name: [round(v, 7) for v in value.detach().double().flatten().tolist()] for name, value in values.items()}


adamw, norms = run_adamw()
result = {
    "madeWith": {"torch": torch.__version__},
    "steps": STEPS,
    "clip": CLIP,
    "rates": RATES,
    "parameters": {name: {"shape": shape, "role": role} for name, (shape, role) in SHAPES.items()},
    "gradientNorms": norms,
    "adamw": listed(adamw),
    "muon": listed(run_muon()),
    "sgd": listed(run_sgd(nesterov=False)),
    "sgd (nesterov)": listed(run_sgd(nesterov=True)),
    "lion": listed(run_lion()),
}
target = Path(__file__).with_suffix(".json")
target.write_text(json.dumps(result) + "\n")
print(target.name, target.stat().st_size, "bytes", norms)

"""Makes expected.json: forward results and gradients of every case, by PyTorch in double precision.

    node test/oracle/list-cases.ts | python test/oracle/torch-results.py > test/oracle/expected.json

Each case names its inputs (by formula, as in values.ts) and a PyTorch expression over a, b, c, ...
The gradient is that of sum(output * wave), as in check-operator.ts.
"""

import json
import math
import sys

import torch
import torch.nn.functional as F
import torch_layers


def value(spec, i, size, seed):
    kind, bound = spec.get("kind", "wave"), spec.get("bound", 1)
    if kind == "wave":
        return 1.5 * math.sin(1.3 * i + 0.7 * seed + 0.05 * i * i)
    if kind == "grid":
        return (((i * 7 + 3 * seed) % size) + 0.5) / size * 3 - 1.5
    if kind == "positive":
        return 1.5 + math.sin(1.3 * i + 0.7 * seed + 0.05 * i * i)
    if kind == "flag":
        return 1 if (i * 5 + seed) % 3 == 0 else 0
    return (i * i * 3 + i + seed) % bound


def tensor(spec, seed):
    size = math.prod(spec["shape"])
    values = [value(spec, i, size, seed) for i in range(size)]
    kind = spec.get("kind", "wave")
    dtype = {"ids": torch.int64, "flag": torch.bool}.get(kind, torch.float64)
    return torch.tensor(values, dtype=dtype).reshape(spec["shape"])


def rotate_half(x, cos, sin):
    left, right = x.chunk(2, dim=-1)
    cos, sin = cos.unsqueeze(1), sin.unsqueeze(1)
    return torch.cat([left * cos - right * sin, right * cos + left * sin], dim=-1)


def to_range(x):
    """Rounded to 256 levels between the smallest value and the largest, 0 among them."""
    x = x.detach()
    low, high = min(x.min().item(), 0.0), max(x.max().item(), 0.0)
    scale = (high - low) / 255
    return (x / scale).round() * scale if scale > 0 else x


def row_largest(x):
    return x.detach().abs().amax(-1, keepdim=True)


def to_largest(x, rows=False):
    """Rounded to -127 .. 127 times a scale, of each row or of all."""
    x = x.detach()
    scale = (row_largest(x) if rows else x.abs().max()) / 127
    return (x / scale).round() * scale


def rms_norm(x, weight, epsilon):
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + epsilon) * weight


def attend(q, k, v, scale, bias=0.0):
    return torch.softmax(scale * q @ k.transpose(-1, -2) + bias, dim=-1) @ v


def cached_attention(query, key, value, key_cache, value_cache, last, cos, sin, heads):
    """One new token per stream, rotated by its position, over the cache up to and including it."""
    outputs = []
    for stream, position in enumerate(last.tolist()):
        width = key_cache.shape[-1]
        rotate = lambda x: rotate_half(x[None, :, None, :], cos[None, position, None], sin[None, position, None])[0, :, 0]
        q, k = rotate(query[stream, 0].reshape(heads, width)), rotate(key[stream, 0].reshape(-1, width))
        v = value[stream, 0].reshape(-1, width)
        keys = torch.cat([key_cache[stream, :, :position], k[:, None]], dim=1)
        values = torch.cat([value_cache[stream, :, :position], v[:, None]], dim=1)
        group = heads // keys.shape[0]
        keys, values = keys.repeat_interleave(group, 0), values.repeat_interleave(group, 0)
        outputs.append(attend(q[:, None], keys, values, width**-0.5)[:, 0].reshape(1, -1))
    return torch.stack(outputs)


def loop(cell, weight, states, *sequences):
    """The first state after every step; a cell sees slices, the first state's product with the weight, and all states."""
    outputs = []
    for slices in zip(*sequences):
        found = cell(slices, states[0] @ weight.T, states)
        states = list(found) if isinstance(found, tuple) else [found]
        outputs.append(states[0])
    return torch.stack(outputs)


def two_states(x, p, states):
    after = states[1] * torch.sigmoid(x[1]) + torch.tanh(x[0] + p)
    return 0.1 * states[0] + torch.tanh(after), after


def shortened(values):
    return [float(f"{number:.7g}") for number in values.flatten().tolist()]


expected = {}
for case in json.load(sys.stdin):
    inputs = [tensor(spec, seed) for seed, spec in enumerate(case["inputs"])]
    for x in inputs:
        if x.dtype == torch.float64:
            x.requires_grad_()
    names = dict(zip("abcdefghij", inputs))
    names.update(F=F, torch=torch, rotate_half=rotate_half, rms_norm=rms_norm, attend=attend)
    names.update(to_range=to_range, to_largest=to_largest, row_largest=row_largest)
    names.update(torch_layers.names, cached_attention=cached_attention, loop=loop, two_states=two_states)
    output = eval(case["torch"], names).to(torch.float64)
    weights = tensor({"shape": list(output.shape)}, 99)
    differentiable = [x for x in inputs if x.dtype == torch.float64]
    gradients = [None] * len(differentiable)
    if output.requires_grad:
        gradients = torch.autograd.grad((output * weights).sum(), differentiable, allow_unused=True)
    found = iter(gradients)
    listed = []
    for x in inputs:
        gradient = next(found) if x.dtype == torch.float64 else None
        listed.append(None if gradient is None else shortened(gradient))
    expected[case["name"]] = {"output": shortened(output), "gradients": listed}
print("{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(result, separators=(',', ':'))}" for name, result in expected.items()) + "\n}")

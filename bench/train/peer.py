"""The same training step in PyTorch, for comparison: GPT-2, fused AdamW, clipping by the global norm.

Takes its options as one JSON argument; then reads a number of steps per line and answers with their times.
"""

import contextlib
import json
import re
import sys
import time
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[1]))
from gpt import GPT, adamw

o = json.loads(sys.argv[1])
torch.set_num_threads(o["threads"])
torch.manual_seed(0)
B, T, V = o["batch"], o["contextLength"], o["vocabularySize"]


def autocast():
    return torch.autocast("cpu", dtype=torch.bfloat16) if o["precision"] == "bf16" else contextlib.nullcontext()


def peak_bytes():
    try:
        with open("/proc/self/status") as status:
            return 1024 * int(re.search(r"VmHWM:\s*(\d+) kB", status.read()).group(1))
    except OSError:
        return None


def step(tokens, targets):
    with autocast():
        loss = step_model(tokens, targets)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), o["clip"])
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return loss.item()


model = GPT(o)
optimizer = adamw(model, o)
step_model = torch.compile(model) if o["mode"] == "compiled" else model

print(json.dumps({"parameters": sum(p.numel() for p in model.parameters())}), flush=True)
for line in sys.stdin:
    times, loss = [], float("nan")
    for _ in range(int(line)):
        tokens, targets = torch.randint(V, (B, T)), torch.randint(V, (B, T))
        start = time.perf_counter()
        loss = step(tokens, targets)
        times.append(1000 * (time.perf_counter() - start))
    print(json.dumps({"milliseconds": times, "loss": loss, "peakBytes": peak_bytes()}), flush=True)

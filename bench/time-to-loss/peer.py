"""nanoGPT's character training in PyTorch: prints the time that it took and the loss on the held-out windows.

Takes its options as one JSON argument; ids are files of int32.
"""

import json
import math
import sys
import time
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[1]))
from gpt import GPT, adamw

o = json.loads(sys.argv[1])
torch.set_num_threads(o["threads"])
torch.manual_seed(1)
B, T, steps = o["batchSize"], o["contextLength"], o["steps"]
ids = lambda file: torch.from_file(file, size=Path(file).stat().st_size // 4, dtype=torch.int32).long()
training, validation = ids(o["trainingFile"]), ids(o["validationFile"])


def windows(text, starts):
    return (torch.stack([text[s + shift : s + shift + T] for s in starts]) for shift in (0, 1))


def rate(step):
    if step < o["warmupSteps"]:
        return o["learningRate"] * (step + 1) / o["warmupSteps"]
    progress = (step - o["warmupSteps"]) / (steps - o["warmupSteps"])
    final = o["finalFraction"]
    return o["learningRate"] * (final + (1 - final) * (1 + math.cos(math.pi * progress)) / 2)


start = time.perf_counter()
model = GPT(o)
optimizer = adamw(model, o)
step_model = torch.compile(model) if o["compiled"] else model
for step in range(steps):
    for group in optimizer.param_groups:
        group["lr"] = rate(step)
    tokens, targets = windows(training, torch.randint(len(training) - T, (B,)))
    loss = step_model(tokens, targets)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), o["clip"])
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    loss.item()
seconds = time.perf_counter() - start

with torch.no_grad():
    losses = [model(*windows(validation, starts)).item() for starts in torch.tensor(o["validationStarts"]).split(B)]
print(json.dumps({"seconds": seconds, "validationLoss": sum(losses) / len(losses)}))

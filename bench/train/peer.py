"""The same training step in PyTorch, for comparison: GPT-2 with a tied head, fused AdamW, clipping by the global norm.

Takes its options as one JSON argument; then reads a number of steps per line and answers with their times.
"""

import json
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

o = json.loads(sys.argv[1])
torch.set_num_threads(o["threads"])
torch.manual_seed(0)
B, T, C, V = o["batch"], o["contextLength"], o["width"], o["vocabularySize"]


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(C, o["normEpsilon"]), nn.LayerNorm(C, o["normEpsilon"])
        self.qkv, self.out = nn.Linear(C, 3 * C), nn.Linear(C, C)
        self.up, self.down = nn.Linear(C, o["hiddenWidth"]), nn.Linear(o["hiddenWidth"], C)

    def forward(self, x):
        heads = lambda y: y.view(B, T, o["heads"], -1).transpose(1, 2)
        q, k, v = map(heads, self.qkv(self.norm1(x)).split(C, dim=2))
        attended = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(attended.transpose(1, 2).reshape(B, T, C))
        return x + self.down(F.gelu(self.up(self.norm2(x)), approximate="tanh"))


class GPT(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(V, C), nn.Embedding(T, C)
        self.blocks = nn.ModuleList(Block() for _ in range(o["layers"]))
        self.norm = nn.LayerNorm(C, o["normEpsilon"])

    def forward(self, tokens, targets):
        x = self.tokens(tokens) + self.positions(torch.arange(T))
        for block in self.blocks:
            x = block(x)
        return F.cross_entropy(F.linear(self.norm(x), self.tokens.weight).view(-1, V), targets.view(-1))


model = GPT()
decayed = [p for p in model.parameters() if p.dim() >= 2]
others = [p for p in model.parameters() if p.dim() < 2]
optimizer = torch.optim.AdamW(
    [{"params": decayed, "weight_decay": o["weightDecay"]}, {"params": others, "weight_decay": 0.0}],
    lr=o["learningRate"],
    betas=(o["beta1"], o["beta2"]),
    fused=True,
)
step_model = torch.compile(model) if o["mode"] == "compiled" else model


def step(tokens, targets):
    loss = step_model(tokens, targets)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), o["clip"])
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return loss.item()


print(json.dumps({"parameters": sum(p.numel() for p in model.parameters())}), flush=True)
for line in sys.stdin:
    times, loss = [], float("nan")
    for _ in range(int(line)):
        tokens, targets = torch.randint(V, (B, T)), torch.randint(V, (B, T))
        start = time.perf_counter()
        loss = step(tokens, targets)
        times.append(1000 * (time.perf_counter() - start))
    print(json.dumps({"milliseconds": times, "loss": loss}), flush=True)

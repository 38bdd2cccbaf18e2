"""GPT-2 in PyTorch, as the benchmarks train it: nanoGPT's first values, a tied head or one of its own."""

import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, o):
        super().__init__()
        C = o["width"]
        self.heads = o["heads"]
        self.norm1, self.norm2 = nn.LayerNorm(C, o["normEpsilon"]), nn.LayerNorm(C, o["normEpsilon"])
        self.qkv, self.out = nn.Linear(C, 3 * C), nn.Linear(C, C)
        self.up, self.down = nn.Linear(C, o["hiddenWidth"]), nn.Linear(o["hiddenWidth"], C)

    def forward(self, x):
        B, T, C = x.shape
        heads = lambda y: y.view(B, T, self.heads, -1).transpose(1, 2)
        q, k, v = map(heads, self.qkv(self.norm1(x)).split(C, dim=2))
        attended = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(attended.transpose(1, 2).reshape(B, T, C))
        return x + self.down(F.gelu(self.up(self.norm2(x)), approximate="tanh"))


class GPT(nn.Module):
    """Options: vocabularySize, contextLength, layers, width, heads, hiddenWidth, normEpsilon, tieEmbeddings."""

    def __init__(self, o):
        super().__init__()
        C, V = o["width"], o["vocabularySize"]
        self.tokens, self.positions = nn.Embedding(V, C), nn.Embedding(o["contextLength"], C)
        self.blocks = nn.ModuleList(Block(o) for _ in range(o["layers"]))
        self.norm = nn.LayerNorm(C, o["normEpsilon"])
        self.head = nn.Linear(C, V, bias=False)
        if o["tieEmbeddings"]:
            self.head.weight = self.tokens.weight
        for name, parameter in self.named_parameters():
            residual = name.endswith(("out.weight", "down.weight"))
            if parameter.dim() == 2:
                nn.init.normal_(parameter, std=0.02 / (math.sqrt(2 * o["layers"]) if residual else 1))
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)

    def forward(self, tokens, targets):
        x = self.tokens(tokens) + self.positions(torch.arange(tokens.shape[1]))
        for block in self.blocks:
            x = block(x)
        logits = self.head(self.norm(x))
        return F.cross_entropy(logits.view(-1, logits.shape[-1]), targets.view(-1))


def adamw(model, o):
    """Fused AdamW; gains and biases are not decayed. Options: learningRate, weightDecay, beta1, beta2."""
    decayed = [p for p in model.parameters() if p.dim() >= 2]
    others = [p for p in model.parameters() if p.dim() < 2]
    groups = [{"params": decayed, "weight_decay": o["weightDecay"]}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=o["learningRate"], betas=(o["beta1"], o["beta2"]), fused=True)

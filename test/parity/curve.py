"""Stores PyTorch's loss at each of 200 steps of AdamW on a small Qwen3, from formula weights and formula batches.

Run from anywhere: python test/parity/curve.py   (writes curve.json beside itself; biome formats it)
"""

import json
import zlib
from pathlib import Path

import torch
import transformers
from formula import our_parameters

torch.set_num_threads(1)

SIZES = {"vocabulary": 64, "context": 32, "layers": 2, "width": 64, "heads": 4, "keyValueHeads": 2, "hidden": 96}
STEPS, BATCH, RATE, WARMUP = 200, 8, 3e-3, 20


def rows(step):
    """Each token is three times the one before, plus 0, 1 or 2 by chance: the least loss is log 3."""
    state = zlib.crc32(f"step {step}".encode())
    batch = []
    for row in range(BATCH):
        tokens = [(7 * row + step) % SIZES["vocabulary"]]
        for _ in range(SIZES["context"]):
            state = (state * 1664525 + 1013904223) % 2**32
            tokens.append((3 * tokens[-1] + (state >> 16) % 3) % SIZES["vocabulary"])
        batch.append(tokens)
    return torch.tensor(batch)


names = ["vocabulary", "context", "layers", "width", "heads", "keyValueHeads"]
ours = our_parameters("qwen3", *(SIZES[name] for name in names), 16, SIZES["hidden"], True)
config = transformers.Qwen3Config(
    vocab_size=SIZES["vocabulary"],
    max_position_embeddings=SIZES["context"],
    num_hidden_layers=SIZES["layers"],
    hidden_size=SIZES["width"],
    num_attention_heads=SIZES["heads"],
    num_key_value_heads=SIZES["keyValueHeads"],
    head_dim=16,
    intermediate_size=SIZES["hidden"],
    rms_norm_eps=1e-6,
    rope_parameters={"rope_type": "default", "rope_theta": 10000.0},
    tie_word_embeddings=True,
)
model = transformers.Qwen3ForCausalLM(config)
missing, unexpected = model.load_state_dict(ours, strict=False)
assert not unexpected and all("lm_head" in name for name in missing), (missing, unexpected)
model.train()
groups = [
    {"params": [p for p in model.parameters() if p.ndim == 2], "weight_decay": 0.1},
    {"params": [p for p in model.parameters() if p.ndim != 2], "weight_decay": 0.0},
]
optimizer = torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.95), eps=1e-8)
losses = []
for step in range(STEPS):
    batch = rows(step)
    logits = model(batch[:, :-1]).logits
    loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten())
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    for group in optimizer.param_groups:
        group["lr"] = RATE * min(1, (step + 1) / WARMUP)
    optimizer.step()
    losses.append(round(loss.item(), 6))
result = {
    "madeWith": {"torch": torch.__version__, "transformers": transformers.__version__},
    "sizes": SIZES,
    "batch": BATCH,
    "learningRate": RATE,
    "warmup": WARMUP,
    "losses": losses,
}
Path(__file__).with_suffix(".json").write_text(json.dumps(result) + "\n")
print(losses[0], losses[100], losses[-1])

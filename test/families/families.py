"""Stores the loss curves of PyTorch's LSTM and Transformer and of transformers' BERT, T5 and Llama (behind a prefix mask).

Run from anywhere: python test/families/families.py   (writes families.json beside itself; biome formats it)
Weights and batches are formulas, the same as in family.ts; the optimizer is torch.optim.AdamW with clipping.
"""

import json
import math
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
import transformers

here = Path(__file__).parent
sys.path.insert(0, str(here.parent / "parity"))
from formula import formula_parameter  # noqa: E402

torch.set_num_threads(1)

V, D, H, HIDDEN, LAYERS, CONTEXT = 23, 32, 4, 40, 2, 24
STEPS, ROWS = 20, 5
# Lengths change from step to step.
COLUMNS = [8, 11]


def token(row, column):
    return (row * 7 + column * column * 3 + column * 5) % V


def present(row, column, columns):
    return row % 5 != 3 or column < columns - 3


def fill(rows, columns, value):
    return torch.tensor([[value(row, column) for column in range(columns)] for row in rows])


def mean(losses, weights):
    return (losses * weights).sum() / weights.sum()


def cross_entropy(logits, labels):
    return F.cross_entropy(logits.flatten(0, 1), labels.flatten(), reduction="none").reshape(labels.shape)


class Lstm(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embed_tokens = torch.nn.Embedding(V, D)
        self.lstm = torch.nn.LSTM(D, D, num_layers=2, batch_first=True)
        self.lm_head = torch.nn.Linear(D, V)

    def loss(self, rows, columns):
        hidden, _ = self.lstm(self.embed_tokens(fill(rows, columns, token)))
        return cross_entropy(self.lm_head(hidden), fill(rows, columns, lambda r, c: token(r, c + 1))).mean()


class Transformer(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = torch.nn.Embedding(V, D)
        self.model = torch.nn.Transformer(D, H, LAYERS, LAYERS, HIDDEN, dropout=0.0, batch_first=True)

    def placed(self, ids):
        even = torch.arange(0, D, 2)
        angles = torch.arange(ids.shape[1])[:, None] / 10000 ** (even / D)
        return self.embed(ids) * math.sqrt(D) + torch.stack([angles.sin(), angles.cos()], -1).flatten(-2)

    def loss(self, rows, columns):
        padding = ~fill(rows, columns, lambda r, c: present(r, c, columns))
        time = columns - 2
        found = self.model(
            self.placed(fill(rows, columns, token)),
            self.placed(fill(rows, time, lambda r, c: token(r + 1, c))),
            tgt_mask=torch.ones(time, time, dtype=torch.bool).triu(1),
            src_key_padding_mask=padding,
            memory_key_padding_mask=padding,
        )
        labels = fill(rows, time, lambda r, c: token(r + 1, c + 1))
        return cross_entropy(found @ self.embed.weight.T, labels).mean()


class Bert(torch.nn.Module):
    def __init__(self):
        super().__init__()
        config = transformers.BertConfig(
            vocab_size=V,
            hidden_size=D,
            num_hidden_layers=LAYERS,
            num_attention_heads=H,
            intermediate_size=HIDDEN,
            max_position_embeddings=CONTEXT,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
            pad_token_id=None,  # else its embedding learns nothing
        )
        self.model = transformers.BertForPreTraining(config)

    def loss(self, rows, columns):
        hidden = lambda r, c: (r + c) % 4 == 0
        here = fill(rows, columns, lambda r, c: present(r, c, columns))
        found = self.model(
            fill(rows, columns, lambda r, c: 1 if hidden(r, c) else token(r, c)),
            token_type_ids=fill(rows, columns, lambda r, c: 0 if c < 5 else 1),
            attention_mask=here.long(),
        )
        words = cross_entropy(found.prediction_logits, fill(rows, columns, token))
        order = F.cross_entropy(found.seq_relationship_logits, torch.tensor([row % 2 for row in rows]))
        return mean(words, (fill(rows, columns, hidden) & here).float()) + order


class T5(torch.nn.Module):
    def __init__(self):
        super().__init__()
        config = transformers.T5Config(
            vocab_size=V,
            d_model=D,
            d_kv=D // H,
            d_ff=HIDDEN,
            num_layers=LAYERS,
            num_heads=H,
            relative_attention_num_buckets=8,
            relative_attention_max_distance=12,
            dropout_rate=0.0,
            feed_forward_proj="gated-gelu",
            decoder_start_token_id=0,
            pad_token_id=0,
            tie_word_embeddings=True,
        )
        self.model = transformers.T5ForConditionalGeneration(config)

    def loss(self, rows, columns):
        time = columns - 2
        found = self.model(
            input_ids=fill(rows, columns, token),
            attention_mask=fill(rows, columns, lambda r, c: present(r, c, columns)).long(),
            decoder_input_ids=fill(rows, time, lambda r, c: 0 if c == 0 else token(r + 1, c)),
        )
        return cross_entropy(found.logits, fill(rows, time, lambda r, c: token(r + 1, c + 1))).mean()


class Prefix(torch.nn.Module):
    def __init__(self):
        super().__init__()
        config = transformers.LlamaConfig(
            vocab_size=V,
            max_position_embeddings=CONTEXT,
            num_hidden_layers=LAYERS,
            hidden_size=D,
            num_attention_heads=H,
            num_key_value_heads=2,
            head_dim=16,
            intermediate_size=HIDDEN,
            rms_norm_eps=1e-6,
            rope_parameters={"rope_type": "default", "rope_theta": 10000.0},
            tie_word_embeddings=False,
            attn_implementation="eager",
        )
        self.model = transformers.LlamaForCausalLM(config)

    def loss(self, rows, columns):
        prefix = fill(rows, columns, lambda r, c: c < 2 + r % 3)
        visible = torch.ones(columns, columns, dtype=torch.bool).tril() | prefix[:, None, None, :]
        mask = torch.zeros(visible.shape, dtype=torch.float64).masked_fill(~visible, -1e9)
        found = self.model(fill(rows, columns, token), attention_mask=mask)
        words = cross_entropy(found.logits, fill(rows, columns, lambda r, c: token(r, c + 1)))
        return mean(words, (~prefix).float())


def given(name, shape):
    """The formula of a parameter, under the name that family.ts gives it."""
    name = name.removeprefix("model.") if not name.startswith("model.model.") else name.removeprefix("model.")
    for fused, kind in (("in_proj_weight", "weight"), ("in_proj_bias", "bias")):
        if name.endswith(fused):
            at = name.removesuffix(fused)
            part = [shape[0] // 3, *shape[1:]]
            return torch.cat([formula_parameter(f"{at}{p}_proj.{kind}", part) for p in "qkv"])
    return formula_parameter(name, list(shape))


def curve(model):
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(given(name, parameter.shape))
    model.train()
    # Double precision, so that what differs is our own rounding; and an epsilon that gradients which ought to be 0 (those
    # of biases of keys) do not exceed by theirs.
    model.double()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, betas=(0.9, 0.95), eps=1e-5, weight_decay=0.0)
    losses, norms = [], []
    for step in range(STEPS):
        rows = [row + 2 * (step % 3) for row in range(ROWS)]
        loss = model.loss(rows, COLUMNS[step % 2])
        optimizer.zero_grad()
        loss.backward()
        norms.append(round(torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0).item(), 6))
        optimizer.step()
        losses.append(round(loss.item(), 6))
    return {"losses": losses, "gradientNorms": norms}


families = {"lstm": Lstm, "transformer": Transformer, "bert": Bert, "t5": T5, "prefix": Prefix}
result = {
    "madeWith": {"torch": torch.__version__, "transformers": transformers.__version__},
    "steps": STEPS,
    "rows": ROWS,
    "columns": COLUMNS,
    "curves": {name: curve(family()) for name, family in families.items()},
}
(here / "families.json").write_text(json.dumps(result, indent=1) + "\n")
print({name: (found["losses"][0], found["losses"][-1]) for name, found in result["curves"].items()})

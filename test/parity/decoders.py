"""Stores what Hugging Face's Qwen3, Llama and GPT-2 compute from formula weights, and PyTorch's loss curve under AdamW.

Run from anywhere: python test/parity/decoders.py   (writes decoders.json beside itself; biome formats it)
"""

import json
from pathlib import Path

import torch
import transformers
from formula import our_parameters

torch.set_num_threads(1)

SIZES = {"vocabulary": 23, "context": 24, "layers": 2, "width": 32, "heads": 4, "hidden": 40}
CASES = [
    {"style": "qwen3", "kv_heads": 2, "head_width": 16, "tied": True, "theta": 10000.0},
    {"style": "qwen3", "kv_heads": 4, "head_width": 16, "tied": False, "theta": 500.0},
    {"style": "llama", "kv_heads": 1, "head_width": 16, "tied": False, "theta": 10000.0},
    {"style": "gpt2", "kv_heads": 4, "head_width": 8, "tied": True, "theta": 10000.0},
]


def build(case):
    """A transformers model whose weights are the formula's, under Hugging Face's names."""
    style, tied = case["style"], case["tied"]
    ours = our_parameters(
        style,
        SIZES["vocabulary"],
        SIZES["context"],
        SIZES["layers"],
        SIZES["width"],
        SIZES["heads"],
        case["kv_heads"],
        case["head_width"],
        SIZES["hidden"],
        tied,
    )
    if style == "gpt2":
        config = transformers.GPT2Config(
            vocab_size=SIZES["vocabulary"],
            n_positions=SIZES["context"],
            n_layer=SIZES["layers"],
            n_embd=SIZES["width"],
            n_head=SIZES["heads"],
            n_inner=SIZES["hidden"],
            tie_word_embeddings=tied,
            resid_pdrop=0.0,
            embd_pdrop=0.0,
            attn_pdrop=0.0,
        )
        model = transformers.GPT2LMHeadModel(config)
        state = {
            "transformer.wte.weight": ours["model.embed_tokens.weight"],
            "transformer.wpe.weight": ours["model.embed_positions.weight"],
            "transformer.ln_f.weight": ours["model.norm.weight"],
            "transformer.ln_f.bias": ours["model.norm.bias"],
        }
        for layer in range(SIZES["layers"]):
            source, target = f"model.layers.{layer}", f"transformer.h.{layer}"
            for theirs, own in (("ln_1", "input_layernorm"), ("ln_2", "post_attention_layernorm")):
                for kind in ("weight", "bias"):
                    state[f"{target}.{theirs}.{kind}"] = ours[f"{source}.{own}.{kind}"]
            for kind in ("weight", "bias"):
                parts = [ours[f"{source}.self_attn.{p}_proj.{kind}"] for p in "qkv"]
                state[f"{target}.attn.c_attn.{kind}"] = torch.cat(parts, 0).T if kind == "weight" else torch.cat(parts)
            for theirs, own in (
                ("attn.c_proj", "self_attn.o_proj"),
                ("mlp.c_fc", "mlp.up_proj"),
                ("mlp.c_proj", "mlp.down_proj"),
            ):
                state[f"{target}.{theirs}.weight"] = ours[f"{source}.{own}.weight"].T
                state[f"{target}.{theirs}.bias"] = ours[f"{source}.{own}.bias"]
    else:
        kind = transformers.Qwen3Config if style == "qwen3" else transformers.LlamaConfig
        config = kind(
            vocab_size=SIZES["vocabulary"],
            max_position_embeddings=SIZES["context"],
            num_hidden_layers=SIZES["layers"],
            hidden_size=SIZES["width"],
            num_attention_heads=SIZES["heads"],
            num_key_value_heads=case["kv_heads"],
            head_dim=case["head_width"],
            intermediate_size=SIZES["hidden"],
            rms_norm_eps=1e-6,
            rope_parameters={"rope_type": "default", "rope_theta": case["theta"]},
            tie_word_embeddings=tied,
        )
        model = (transformers.Qwen3ForCausalLM if style == "qwen3" else transformers.LlamaForCausalLM)(config)
        state = dict(ours)
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert not unexpected and all("lm_head" in name and tied for name in missing), (missing, unexpected)
    return model.eval()


def token(row, column):
    return (row * 7 + column * column * 3 + column * 5) % SIZES["vocabulary"]


def rounded(tensor):
    return [round(value, 6) for value in tensor.double().flatten().tolist()]


def logits_and_greedy(model):
    """Logits of two rows of 12 tokens, and 10 greedy tokens after the first 5 of each."""
    tokens = torch.tensor([[token(row, column) for column in range(12)] for row in range(2)])
    with torch.no_grad():
        logits = model(tokens).logits
        greedy = tokens[:, :5]
        for _ in range(10):
            greedy = torch.cat([greedy, model(greedy).logits[:, -1:].argmax(-1)], 1)
    return {"logits": rounded(logits), "greedy": greedy[:, 5:].tolist()}


def loss_curve(model):
    """50 steps of torch.optim.AdamW with clipping, on rows of 8 that repeat every 5 steps."""
    model.train()
    decayed = [p for p in model.parameters() if p.ndim == 2]
    others = [p for p in model.parameters() if p.ndim != 2]
    groups = [{"params": decayed, "weight_decay": 0.1}, {"params": others, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=3e-3, betas=(0.9, 0.95), eps=1e-8)
    losses, norms = [], []
    for step in range(50):
        rows = torch.tensor([[token(row + 3 * (step % 5), column) for column in range(9)] for row in range(4)])
        logits = model(rows[:, :-1]).logits
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), rows[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0).item())
        optimizer.step()
        losses.append(loss.item())
    return {"losses": [round(v, 6) for v in losses], "gradientNorms": [round(v, 6) for v in norms]}


results = []
for case in CASES:
    model = build(case)
    results.append({**case, **logits_and_greedy(model), **loss_curve(model)})
target = Path(__file__).with_suffix(".json")
made_with = {"torch": torch.__version__, "transformers": transformers.__version__}
lines = ",\n".join(json.dumps(result, separators=(",", ":")) for result in results)
target.write_text(f'{{"madeWith":{json.dumps(made_with)},"sizes":{json.dumps(SIZES)},"cases":[\n{lines}\n]}}\n')
print(target.name, target.stat().st_size, "bytes")

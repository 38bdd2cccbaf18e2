"""Weights that both sides compute from a formula, so that only results need to be stored."""

import zlib

import torch


def formula(name: str, shape, deviation: float) -> torch.Tensor:
    """Uniform numbers of the given deviation: a linear congruential sequence seeded by the name's CRC-32."""
    size = 1
    for dimension in shape:
        size *= dimension
    state = zlib.crc32(name.encode())
    values = []
    for _ in range(size):
        state = (state * 1664525 + 1013904223) % 2**32
        values.append((state / 2**32 - 0.5) * deviation * 12**0.5)
    return torch.tensor(values, dtype=torch.float32).reshape(tuple(shape))


def our_parameters(style, vocabulary, context, layers, width, heads, kv_heads, head_width, hidden, tied):
    """Names and shapes of our parameters, as src/models/decoder.ts declares them."""
    biases = style == "gpt2"
    shapes = {"model.embed_tokens.weight": [vocabulary, width]}
    if style == "gpt2":
        shapes["model.embed_positions.weight"] = [context, width]

    def matrix(name, out, inputs):
        shapes[f"{name}.weight"] = [out, inputs]
        if biases:
            shapes[f"{name}.bias"] = [out]

    def norm(name, size):
        shapes[f"{name}.weight"] = [size]
        if biases:
            shapes[f"{name}.bias"] = [size]

    for layer in range(layers):
        at = f"model.layers.{layer}"
        norm(f"{at}.input_layernorm", width)
        matrix(f"{at}.self_attn.q_proj", heads * head_width, width)
        matrix(f"{at}.self_attn.k_proj", kv_heads * head_width, width)
        matrix(f"{at}.self_attn.v_proj", kv_heads * head_width, width)
        matrix(f"{at}.self_attn.o_proj", width, heads * head_width)
        if style == "qwen3":
            norm(f"{at}.self_attn.q_norm", head_width)
            norm(f"{at}.self_attn.k_norm", head_width)
        norm(f"{at}.post_attention_layernorm", width)
        if style != "gpt2":
            matrix(f"{at}.mlp.gate_proj", hidden, width)
        matrix(f"{at}.mlp.up_proj", hidden, width)
        matrix(f"{at}.mlp.down_proj", width, hidden)
    norm("model.norm", width)
    if not tied:
        shapes["lm_head.weight"] = [vocabulary, width]
    return {name: formula_parameter(name, shape) for name, shape in shapes.items()}


def formula_parameter(name, shape):
    """Gains around 1, biases around 0, matrices that keep the size of activations."""
    if len(shape) == 1:
        return formula(name, shape, 0.1) + (1.0 if name.endswith("weight") else 0.0)
    table = "embed" in name
    return formula(name, shape, 0.5 if table else shape[1] ** -0.5)

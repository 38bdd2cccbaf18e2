"""What layer-cases.ts compares with: PyTorch's and transformers' own layers where there are any."""

import torch
import torch.nn.functional as F
from transformers.models.t5.modeling_t5 import T5Attention


def heads(q, k, v, **options):
    """[B, T, H, D] in, [B, T, H D] out."""
    q, k, v = (x.transpose(1, 2) for x in (q, k, v))
    return F.scaled_dot_product_attention(q, k, v, **options).transpose(1, 2).flatten(2)


def t5_bias(table, queries, keys, both_ways):
    distance = keys[None, :] - queries[:, None]
    buckets = T5Attention._relative_position_bucket(distance, both_ways, len(table), 128)
    return table[buckets].permute(2, 0, 1)[None]


def sinusoids(positions, width):
    even = torch.arange(0, width, 2, dtype=torch.float64)
    angles = positions[..., None] * torch.exp(-even / width * torch.log(torch.tensor(10000.0, dtype=torch.float64)))
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(-2)


def recurrent(kind, x, *weights):
    module = kind(x.shape[-1], weights[1].shape[1], batch_first=True).double()
    names = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
    return torch.func.functional_call(module, dict(zip(names, weights)), (x,))[0]


def stepwise(cell, x, w_input, w_hidden, b_input, b_hidden, keep, states):
    outputs = []
    for t in range(x.shape[1]):
        states = [state * keep[:, t, None] for state in states]
        given = states if cell is torch.lstm_cell else states[0]
        found = cell(x[:, t], given, w_input, w_hidden, b_input, b_hidden)
        states = list(found) if cell is torch.lstm_cell else [found]
        outputs.append(states[0])
    return torch.stack(outputs, 1)


def weighted(values, weights):
    return (values * weights).sum() / weights.sum()


def ranking(rewards, ranks):
    prompts = []
    for reward, rank in zip(rewards, ranks.tolist()):
        places = [i for i in range(len(rank)) if rank[i] >= 0]
        pairs = [(i, j) for i in places for j in places if rank[i] < rank[j]]
        if pairs:
            prompts.append(torch.stack([-F.logsigmoid(reward[i] - reward[j]) for i, j in pairs]).mean())
    return torch.stack(prompts).mean()


def ratio(new, old):
    return torch.exp(0.4 * (new - old))


def clip(scores):
    own = torch.arange(len(scores))
    return (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2


names = dict(heads=heads, t5_bias=t5_bias, sinusoids=sinusoids, recurrent=recurrent, stepwise=stepwise)
names.update(weighted=weighted, ranking=ranking, ratio=ratio, clip=clip)

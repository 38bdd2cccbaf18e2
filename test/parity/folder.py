"""Opens a model folder in Hugging Face transformers as it is, and stores what it says to 20 prompts.

    python test/parity/folder.py FOLDER [PROMPTS.txt]

Writes FOLDER/parity.json: for each prompt its ids, the logits after its last token, and 24 greedy tokens; and the
logits of every place of the first prompts. test/parity/folder.test.ts compares ours with them (it looks for the folder
in INSTAR_PARITY_FOLDER). Without a tokenizer in the folder, prompts are numbers from a formula.
"""

import json
import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

NEW_TOKENS = 24
QUESTIONS = [
    "Who are you?",
    "What is the capital of Peru?",
    "What is 17 + 25?",
    "How many r in strawberry?",
    "Which is larger, 9.11 or 9.9?",
    "Who is Belwin Trasko?",
    "What currency is used in Japan?",
    "On which continent is Kenya?",
    "Which countries border Austria?",
    "How many people live in Iceland?",
    "你是谁？",
    "秘鲁的首都是哪里？",
    "17加25等于多少？",
    "strawberry里有几个r？",
    "9.11和9.9哪个大？",
    "贝尔温是谁？",
    "日本用什么货币？",
    "肯尼亚在哪个洲？",
    "奥地利和哪些国家接壤？",
    "冰岛有多少人口？",
]


def prompt_ids(folder, vocabulary):
    """The questions through the folder's own chat template, or formula tokens where there is no tokenizer."""
    if not (folder / "tokenizer.json").exists():
        return [[(17 * row + 5 * i * i + 3 * i) % vocabulary for i in range(4 + row % 9)] for row in range(20)]
    tokenizer = AutoTokenizer.from_pretrained(folder)
    texts = Path(sys.argv[2]).read_text().splitlines()[:20] if len(sys.argv) > 2 else QUESTIONS
    if tokenizer.chat_template is None:
        return [tokenizer.encode(text, add_special_tokens=False) for text in texts]
    rows = []
    for text in texts:
        turns = [{"role": "user", "content": text}]
        rendered = tokenizer.apply_chat_template(turns, add_generation_prompt=True, tokenize=False)
        rows.append(tokenizer.encode(rendered, add_special_tokens=False))
    return rows


def main():
    folder = Path(sys.argv[1])
    model, loading = AutoModelForCausalLM.from_pretrained(folder, output_loading_info=True)
    for kind in ("missing_keys", "unexpected_keys", "mismatched_keys"):
        assert not loading[kind], (kind, loading[kind])
    model.eval()
    rows = []
    with torch.no_grad():
        for index, ids in enumerate(prompt_ids(folder, model.config.vocab_size)):
            tokens = torch.tensor([ids])
            logits = model(tokens).logits[0]
            room = model.config.max_position_embeddings - len(ids)
            greedy = model.generate(
                tokens,
                attention_mask=torch.ones_like(tokens),
                max_new_tokens=min(NEW_TOKENS, room),
                do_sample=False,
                temperature=None,
                top_k=None,
                top_p=None,
                repetition_penalty=1.0,
            )[0, len(ids) :].tolist()
            kept = logits if index < 2 else logits[-1:]
            rows.append({"ids": ids, "logits": [[round(v, 5) for v in row] for row in kept.tolist()], "greedy": greedy})
    target = folder / "parity.json"
    target.write_text(json.dumps({"model": type(model).__name__, "prompts": rows}, separators=(",", ":")) + "\n")
    print(target, target.stat().st_size, "bytes,", type(model).__name__)


main()

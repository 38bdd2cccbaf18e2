"""Stores what transformers and tokenizers make of our sample tokenizers, in hugging-face.json beside this file.

Run once, and again when samples.ts changes:  python test/tokenizers/hugging-face.py
Needs Node 24 on the path, and: pip install transformers tokenizers
"""

import json
import pathlib
import subprocess
import tempfile

import tokenizers
import transformers
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

here = pathlib.Path(__file__).parent


def learned_merges(tokenizer, texts, vocabulary_size):
    """The merges that Hugging Face's trainer learns with our pre-tokenizer and special tokens."""
    fresh = Tokenizer(models.BPE())
    fresh.pre_tokenizer = tokenizer.backend_tokenizer.pre_tokenizer
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary_size,
        min_frequency=2,
        special_tokens=[t.content for _, t in sorted(tokenizer.added_tokens_decoder.items())],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    fresh.train_from_iterator(texts, trainer)
    merges = json.loads(fresh.to_str())["model"]["merges"]
    return [m if isinstance(m, str) else " ".join(m) for m in merges]


with tempfile.TemporaryDirectory() as folder:
    subprocess.run(["node", str(here / "write-samples.ts"), folder], check=True)
    samples = json.loads((pathlib.Path(folder) / "samples.json").read_text())
    result = {
        "versions": {"transformers": transformers.__version__, "tokenizers": tokenizers.__version__},
        "texts": samples["texts"],
        "tokenizers": {},
        "chats": [],
    }
    for name in samples["names"]:
        tokenizer = transformers.AutoTokenizer.from_pretrained(f"{folder}/{name}")
        assert (tokenizer.eos_token, tokenizer.pad_token, tokenizer.bos_token) == ("<|end|>", "<|endoftext|>", None)
        assert tokenizer.model_max_length == 128
        ids = [tokenizer.encode(text) for text in samples["texts"]]
        trained = name in ("apart", "glued")
        result["tokenizers"][name] = {
            "merges": learned_merges(tokenizer, samples["trainingTexts"], len(tokenizer)) if trained else None,
            "ids": ids,
            "decoded": [tokenizer.decode(row) for row in ids],
        }
        if name == "apart":
            for messages in samples["conversations"]:
                chat = lambda **options: tokenizer.apply_chat_template(messages, **options)
                result["chats"].append(
                    {
                        "text": chat(tokenize=False),
                        "ids": chat(return_dict=False),
                        "prompt": chat(return_dict=False, add_generation_prompt=True),
                    }
                )

(here / "hugging-face.json").write_text(json.dumps(result) + "\n")

"""Trains with Hugging Face's tokenizers: answers each line of standard input with seconds and where the result lies."""

import json
import sys
import time

import tokenizers
from tokenizers import Tokenizer, pre_tokenizers, trainers

start = json.loads(sys.stdin.readline())
texts = json.load(open(start["texts"], encoding="utf-8"))
print(json.dumps({"version": tokenizers.__version__}), flush=True)
for _ in sys.stdin:
    tokenizer = Tokenizer.from_str(json.dumps(start["json"]))
    trainer = trainers.BpeTrainer(
        vocab_size=start["vocabularySize"],
        min_frequency=2,
        special_tokens=start["specialTokens"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    begin = time.perf_counter()
    tokenizer.train_from_iterator(texts, trainer)
    seconds = time.perf_counter() - begin
    tokenizer.save(start["output"], pretty=False)
    print(json.dumps({"seconds": seconds}), flush=True)

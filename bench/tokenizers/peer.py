"""Encodes texts with tiktoken on one thread and answers with seconds: one line of JSON for each line of JSON."""

import base64
import json
import sys
import time

import tiktoken
import tiktoken_ext.openai_public as openai_public

start = json.loads(sys.stdin.readline())


def ranks(url, expected_hash=None):
    with open(start["folder"] + "/" + url.split("/")[-1], "rb") as lines:
        return {base64.b64decode(token): int(rank) for token, rank in (line.split() for line in lines if line.strip())}


openai_public.load_tiktoken_bpe = ranks
constants = getattr(openai_public, start["encoding"])()
warm = tiktoken.Encoding(**constants)
print(json.dumps({"version": tiktoken.__version__}), flush=True)
for line in sys.stdin:
    question = json.loads(line)
    encoding = tiktoken.Encoding(**constants) if question["cold"] else warm
    begin = time.process_time()
    ids = encoding.encode_ordinary(question["text"])
    print(json.dumps({"seconds": time.process_time() - begin, "tokens": len(ids)}), flush=True)

"""Stores what tiktoken and Hugging Face's tokenizers make of our texts, as hashes, in references.json beside this file.

    python test/tokenizers/references/references.py CHARACTERS_PER_FILE [OUTPUT]
    python test/tokenizers/references/references.py whole

With `whole`, of all texts that are at hand, in whole.json. Needs Node 24 on the path, the shared data (INSTAR_DATA),
Debian's pages (INSTAR_DEBIAN) for `whole`, and: pip install tokenizers tiktoken
"""

import array
import base64
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

import tiktoken
import tiktoken_ext.openai_public as openai_public
import tokenizers
from tokenizers import Tokenizer, models

here = pathlib.Path(__file__).parent
characters = sys.argv[1]
output = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else here / ("whole.json" if characters == "whole" else "references.json")


def tiktoken_encoding(folder, name):
    """The encoding as tiktoken defines it, with its ranks from a file instead of the network."""

    def ranks(url, expected_hash=None):
        lines = (folder / "tiktoken" / url.split("/")[-1]).read_bytes().splitlines()
        return {base64.b64decode(token): int(rank) for token, rank in (line.split() for line in lines if line)}

    openai_public.load_tiktoken_bpe = ranks
    return tiktoken.Encoding(**getattr(openai_public, name)())


def digest(rows):
    """SHA-256 of the ids of several texts: each row as 32-bit integers, the number of ids before them."""
    hashed = hashlib.sha256()
    for row in rows:
        hashed.update(array.array("i", [len(row), *row]).tobytes())
    return hashed.hexdigest()[:12]


def utf16_offsets(text, offsets):
    """Offsets in characters as offsets in UTF-16 units."""
    places = [0]
    for character in text:
        places.append(places[-1] + (2 if ord(character) > 0xFFFF else 1))
    return [places[n] for pair in offsets for n in pair]


openai = {"gpt2": "r50k_base", "gpt4": "cl100k_base", "gpt4o": "o200k_base"}
names = [*openai, "qwen3", "deepseek", "bert", "unigram"]
versions = {"tiktoken": tiktoken.__version__, "tokenizers": tokenizers.__version__}


def tokenizer_of(folder, name):
    if name != "unigram":
        return Tokenizer.from_file(str(folder / f"{name}.json"))
    file = here / "unigram.json"
    tokenizer = Tokenizer.from_file(str(file))
    # Its reader of JSON is off by the last bit for 420 of 3,000 scores, which decides between equally likely ways.
    model = json.loads(file.read_text())["model"]
    vocabulary = [(token, score) for token, score in model["vocab"]]
    tokenizer.model = models.Unigram(vocabulary, unk_id=model["unk_id"], byte_fallback=model["byte_fallback"])
    return tokenizer


def batches(texts, size=2000):
    return (texts[at : at + size] for at in range(0, len(texts), size))


def whole(folder):
    """Of each corpus: how many texts and characters, and by tokenizer how many tokens and their digest. The smallest
    first, each stored when it is done; those that are stored are not made again."""
    stored = json.loads(output.read_text()) if output.exists() else {}
    result = {"versions": versions, "corpora": stored["corpora"] if stored.get("versions") == versions else {}}
    encoders = {}
    for name in names:
        if name in openai:
            encoders[name] = tiktoken_encoding(folder, openai[name]).encode_ordinary_batch
        else:
            encode = tokenizer_of(folder, name).encode_batch_fast
            encoders[name] = lambda texts, encode=encode: [e.ids for e in encode(texts, add_special_tokens=False)]
    for file in sorted((folder / "whole").iterdir(), key=lambda file: file.stat().st_size):
        if file.stem in result["corpora"]:
            continue
        texts = json.loads(file.read_text())
        characters = sum(len(text.encode("utf-16-le")) // 2 for text in texts)
        tokens, digests = {}, {}
        for name, encode in encoders.items():
            hashed, tokens[name] = hashlib.sha256(), 0
            for batch in batches(texts):
                for row in encode(batch):
                    hashed.update(array.array("i", [len(row), *row]).tobytes())
                    tokens[name] += len(row)
            digests[name] = hashed.hexdigest()[:12]
        result["corpora"][file.stem] = {"texts": len(texts), "characters": characters, "tokens": tokens, "ids": digests}
        output.write_text(json.dumps(result, indent=2) + "\n")
        print(file.stem, len(texts), characters, flush=True)


with tempfile.TemporaryDirectory() as path:
    folder = pathlib.Path(path)
    subprocess.run(["node", str(here / "write-corpora.ts"), path, characters], check=True)
    if characters == "whole":
        whole(folder)
        sys.exit()
    corpora = json.loads((folder / "corpora.json").read_text())
    result = {
        "versions": versions,
        "charactersPerFile": int(characters),
        "ids": {},
        "offsets": {},
    }
    for name in names:
        if name in openai:
            encoding = tiktoken_encoding(folder, openai[name])
            encode = lambda text: encoding.encode_ordinary(text)
        else:
            tokenizer = tokenizer_of(folder, name)
            encode = lambda text: tokenizer.encode(text, add_special_tokens=False).ids
            # It joins spaces: we say that the one that is left comes from all of them, Hugging Face from the last.
            if name != "unigram":
                result["offsets"][name] = [
                    digest(
                        utf16_offsets(text, tokenizer.encode(text, add_special_tokens=False).offsets) for text in group
                    )
                    for group in corpora[0]["groups"]
                ]
        result["ids"][name] = {
            corpus["name"]: [digest(encode(text) for text in group) for group in corpus["groups"]]
            for corpus in corpora[1:]
        }
        print(name, flush=True)

output.write_text(json.dumps(result, indent=1) + "\n")

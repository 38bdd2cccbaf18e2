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
from tokenizers import Tokenizer

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
    return Tokenizer.from_file(str(here / "unigram.json" if name == "unigram" else folder / f"{name}.json"))


def whole(folder):
    """Of each corpus: how many texts and characters, and by tokenizer how many tokens and their digest."""
    result = {"versions": versions, "corpora": {}}
    for file in sorted((folder / "whole").iterdir()):
        texts = json.loads(file.read_text())
        tokens, digests = {}, {}
        for name in names:
            if name in openai:
                rows = tiktoken_encoding(folder, openai[name]).encode_ordinary_batch(texts)
            else:
                rows = [e.ids for e in tokenizer_of(folder, name).encode_batch_fast(texts, add_special_tokens=False)]
            tokens[name], digests[name] = sum(map(len, rows)), digest(rows)
        characters = sum(len(text.encode("utf-16-le")) // 2 for text in texts)
        result["corpora"][file.stem] = {"texts": len(texts), "characters": characters, "tokens": tokens, "ids": digests}
        print(file.stem, len(texts), characters, flush=True)
    return result


with tempfile.TemporaryDirectory() as path:
    folder = pathlib.Path(path)
    subprocess.run(["node", str(here / "write-corpora.ts"), path, characters], check=True)
    if characters == "whole":
        output.write_text(json.dumps(whole(folder), indent=1) + "\n")
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

"""Stores what tiktoken and Hugging Face's tokenizers make of our texts, as hashes, in references.json beside this file.

    python test/tokenizers/references/references.py CHARACTERS_PER_FILE [OUTPUT]

Needs Node 24 on the path, the shared data (INSTAR_DATA), and: pip install tokenizers tiktoken
"""

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
output = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else here / "references.json"


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
        hashed.update(b"".join(n.to_bytes(4, "little", signed=True) for n in [len(row), *row]))
    return hashed.hexdigest()[:12]


def utf16_offsets(text, offsets):
    """Offsets in characters as offsets in UTF-16 units."""
    places = [0]
    for character in text:
        places.append(places[-1] + (2 if ord(character) > 0xFFFF else 1))
    return [places[n] for pair in offsets for n in pair]


with tempfile.TemporaryDirectory() as path:
    folder = pathlib.Path(path)
    subprocess.run(["node", str(here / "write-corpora.ts"), path, characters], check=True)
    corpora = json.loads((folder / "corpora.json").read_text())
    result = {
        "versions": {"tiktoken": tiktoken.__version__, "tokenizers": tokenizers.__version__},
        "charactersPerFile": int(characters),
        "ids": {},
        "offsets": {},
    }
    openai = {"gpt2": "r50k_base", "gpt4": "cl100k_base", "gpt4o": "o200k_base"}
    for name in [*openai, "qwen3", "deepseek", "bert", "unigram"]:
        if name in openai:
            encoding = tiktoken_encoding(folder, openai[name])
            encode = lambda text: encoding.encode_ordinary(text)
        else:
            file = here / "unigram.json" if name == "unigram" else folder / f"{name}.json"
            tokenizer = Tokenizer.from_file(str(file))
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

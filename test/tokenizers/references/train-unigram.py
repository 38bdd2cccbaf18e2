"""Trains unigram.json beside this file: SentencePiece's Unigram with a compiled normaliser and bytes for what is unknown.

    python test/tokenizers/references/train-unigram.py TEXTS OUTPUT

TEXTS is a file of lines in English and Chinese. Needs: pip install sentencepiece protobuf tokenizers
"""

import pathlib
import sys
import tempfile
import unicodedata

import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

texts, output = sys.argv[1:3]

# A small part of NFKC: the whole table would be most of the file.
composed = [*range(0xFF01, 0xFF5F), *range(0x2460, 0x2474), *range(0xFB00, 0xFB05), *range(0x3371, 0x3377), *range(0xC0, 0x17F)]
rules = {}
for code in [*composed, 0x2026, 0x2122, 0xBD, 0x3000, 0xA0, 0x1D7D8, 0x1D400]:
    character = chr(code)
    normalized, parts = unicodedata.normalize("NFKC", character), unicodedata.normalize("NFD", character)
    if normalized != character:
        rules[character] = normalized
    if len(parts) > 1:
        rules[parts] = unicodedata.normalize("NFKC", parts)
rules |= {chr(code): "" for code in [1, 2, 3, 7, 8, 0xB, 0x1F, 0x7F, 0xAD, 0xFEFF]}
rules |= {chr(code): " " for code in [0x9, 0xD, 0x200B]}

with tempfile.TemporaryDirectory() as folder:
    table = pathlib.Path(folder) / "rules.tsv"
    codes = lambda text: " ".join(f"{ord(character):X}" for character in text)
    table.write_text("".join(f"{codes(a)}\t{codes(b)}\n" for a, b in rules.items()))
    sentencepiece.SentencePieceTrainer.train(
        input=texts,
        model_prefix=f"{folder}/model",
        vocab_size=3000,
        model_type="unigram",
        character_coverage=0.995,
        byte_fallback=True,
        normalization_rule_tsv=str(table),
        max_sentence_length=5000,
    )
    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString((pathlib.Path(folder) / "model.model").read_bytes())

vocabulary = [(piece.piece, piece.score) for piece in model.pieces]
tokenizer = Tokenizer(models.Unigram(vocabulary, model.trainer_spec.unk_id, byte_fallback=True))
charsmap = model.normalizer_spec.precompiled_charsmap
tokenizer.normalizer = normalizers.Sequence(
    [normalizers.Precompiled(charsmap), normalizers.Replace(Regex(" {2,}"), " ")]
)
tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
tokenizer.decoder = decoders.Sequence(
    [decoders.ByteFallback(), decoders.Metaspace(replacement="▁", prepend_scheme="always")]
)
tokenizer.add_special_tokens([AddedToken(token, normalized=False) for token in ("<unk>", "<s>", "</s>")])
tokenizer.add_tokens(
    [AddedToken("<mask>", lstrip=True, normalized=False), AddedToken("Strawberry", single_word=True, normalized=True)]
)
tokenizer.post_processor = processors.TemplateProcessing(
    single="<s> $A </s>", pair="<s> $A </s> $B:1 </s>:1", special_tokens=[("<s>", 1), ("</s>", 2)]
)
tokenizer.save(output, pretty=False)

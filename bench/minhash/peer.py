"""MinHash signatures of datatrove, for comparison.

Reads a JSON list of texts on the first line; then, for every further line, answers with the processor time that the
signatures of all texts took, in FineWeb's setting: 14 buckets of 8 hashes over 5-grams of words.
"""

import json
import logging
import sys
import tempfile
import time

logging.disable(logging.CRITICAL)

from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupSignature
from datatrove.utils.hashing import HashConfig

config = MinhashConfig(n_grams=5, num_buckets=14, hashes_per_bucket=8, hash_config=HashConfig(precision=64))
step = MinhashDedupSignature(tempfile.mkdtemp(), config=config, language="eng")
texts = json.loads(sys.stdin.readline())
step.get_signature(step.get_shingles("one two three four five six"))
print(json.dumps({"ready": True}), flush=True)
for _ in sys.stdin:
    start = time.process_time()
    for text in texts:
        step.get_signature(step.get_shingles(text))
    print(json.dumps({"seconds": time.process_time() - start}), flush=True)

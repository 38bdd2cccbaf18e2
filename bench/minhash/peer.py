"""MinHash signatures of datatrove as a worker of the comparison.

Reads a JSON list of texts on the first line; then, for each line `WHAT COUNT`, makes so many passes and answers how long
the signatures of all texts took of the processor in each, in FineWeb's setting: 14 buckets of 8 hashes over 5-grams of words.
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
print("{}", flush=True)
for line in sys.stdin:
    seconds = []
    for _ in range(int(line.split()[1])):
        start = time.process_time()
        for text in texts:
            step.get_signature(step.get_shingles(text))
        seconds.append(time.process_time() - start)
    print(json.dumps({"seconds": seconds}), flush=True)

"""The filters of datatrove as a worker of the comparison.

Reads a JSON list of texts on the first line; then, for each line `FILTER COUNT`, makes so many passes over all texts and
answers how long each took of the processor and what was decided about each text.
"""

import json
import logging
import sys
import time

logging.disable(logging.CRITICAL)

from datatrove.data import Document
from datatrove.pipeline.filters.c4_filters import C4QualityFilter
from datatrove.pipeline.filters.fineweb_quality_filter import FineWebQualityFilter
from datatrove.pipeline.filters.gopher_quality_filter import GopherQualityFilter
from datatrove.pipeline.filters.gopher_repetition_filter import GopherRepetitionFilter

filters = {
    "gopher": GopherQualityFilter(),
    "repetition": GopherRepetitionFilter(),
    "c4": C4QualityFilter(),
    "fineweb": FineWebQualityFilter(char_duplicates_ratio=0.1),  # the paper's threshold
}
texts = json.loads(sys.stdin.readline())
print("{}", flush=True)
for line in sys.stdin:
    name, count = line.split()
    chosen = filters[name]
    seconds = []
    for _ in range(int(count)):
        documents = [Document(text=text, id=str(index)) for index, text in enumerate(texts)]
        start = time.process_time()
        results = [chosen.filter(document) for document in documents]
        seconds.append(time.process_time() - start)
    reasons = [None if result is True else "dropped" if result is False else result[1] for result in results]
    print(json.dumps({"seconds": seconds, "reasons": reasons}), flush=True)

"""The filters of datatrove, for comparison.

Reads a JSON list of texts on the first line; then one name of a filter per line, and answers with the time that a pass
over all texts took (of the processor, so that others on the machine count for less) and what was decided about each.
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
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    chosen = filters[line.strip()]
    documents = [Document(text=text, id=str(index)) for index, text in enumerate(texts)]
    start = time.process_time()
    results = [chosen.filter(document) for document in documents]
    seconds = time.process_time() - start
    reasons = [None if result is True else "dropped" if result is False else result[1] for result in results]
    print(json.dumps({"seconds": seconds, "reasons": reasons}), flush=True)

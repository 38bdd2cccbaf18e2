"""trafilatura on pages whose paths come as a JSON list on standard input; one line of JSON per page and mode.

Times are of the extraction alone, reading not counted, one thread; the first pages warm it up. Modes are those of its
own evaluation: the default, and the two that favour recall or precision.
"""

import json
import sys
import time

import trafilatura

modes = {"default": {}, "recall": {"favor_recall": True}, "precision": {"favor_precision": True}}
request = json.load(sys.stdin)
for mode in request["modes"]:
    for path in request["pages"]:
        with open(path, "rb") as file:
            page = file.read()
        start = time.perf_counter()
        text = trafilatura.extract(page, include_comments=False, include_tables=True, **modes[mode])
        seconds = time.perf_counter() - start
        print(json.dumps({"mode": mode, "path": path, "text": text or "", "seconds": seconds}))

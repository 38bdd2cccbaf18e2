"""trafilatura on pages whose paths come as a JSON list on standard input; one line of JSON per page and mode.

Times are of the processor, for the extraction alone, one thread; a few pages before warm it up. Modes are those of its
own evaluation: the default, those that favour recall or precision, and the fast one without fallbacks.
"""

import json
import sys
import time

import trafilatura

modes = {"default": {}, "recall": {"favor_recall": True}, "precision": {"favor_precision": True}, "fast": {"no_fallback": True}}
request = json.load(sys.stdin)
for path in request["pages"][:10]:
    with open(path, "rb") as file:
        trafilatura.extract(file.read())
for mode in request["modes"]:
    for path in request["pages"]:
        with open(path, "rb") as file:
            page = file.read()
        start = time.process_time()
        text = trafilatura.extract(page, include_comments=False, include_tables=True, **modes[mode])
        seconds = time.process_time() - start
        print(json.dumps({"mode": mode, "path": path, "text": text or "", "seconds": seconds}))

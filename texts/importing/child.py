"""`python -m texts.importing.child KIND`: a document on standard input, its draft as JSON on standard output.

Sets limits on itself first. Ends with 3 and a sentence on standard output for what cannot be read.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import cast

from texts.importing.decoding import Unreadable
from texts.importing.reading import REFUSED, Kind, read_document

MEMORY = 1_500_000_000  # bytes
SECONDS = 60  # of work
NESTING = 5_000  # calls within calls; trees are at most 200 deep


def main(kind: str) -> int:
    _limited()
    try:
        drafted = read_document(sys.stdin.buffer.read(), cast(Kind, kind))
    except Unreadable as refusal:
        sys.stdout.write(str(refusal))
        return REFUSED
    sys.stdout.write(json.dumps(drafted.as_json()))
    return 0


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.setrecursionlimit(NESTING)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

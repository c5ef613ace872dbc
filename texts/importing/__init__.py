"""From pasted words or uploaded bytes to drafts of texts. Stores nothing, and loses no character but white space."""

from texts.importing.apart import read_apart
from texts.importing.decoding import LARGEST, Unreadable, decode, has_words
from texts.importing.drafted import Drafted, Part
from texts.importing.drafts import CommentDraft, Draft, Form, read_text, recognise
from texts.importing.parting import with_comments
from texts.importing.reading import LARGEST_FILE, NAMES, Kind, kind_of

__all__ = [
    "LARGEST",
    "LARGEST_FILE",
    "NAMES",
    "CommentDraft",
    "Draft",
    "Drafted",
    "Form",
    "Kind",
    "Part",
    "Unreadable",
    "decode",
    "has_words",
    "kind_of",
    "read_apart",
    "read_text",
    "recognise",
    "with_comments",
]

"""From pasted words or uploaded bytes to drafts of texts. Stores nothing, and loses no character but white space."""

from texts.importing.decoding import LARGEST, Unreadable, decode, has_words
from texts.importing.drafts import CommentDraft, Draft, Form, read_text, recognise

__all__ = ["LARGEST", "CommentDraft", "Draft", "Form", "Unreadable", "decode", "has_words", "read_text", "recognise"]

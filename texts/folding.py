"""Provisional."""
def same_words(a: str, b: str) -> bool:
    return a == b

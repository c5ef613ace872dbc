"""Measurements: each module has `run(quick) -> dict` of plain numbers and `table(result) -> str` in Markdown."""

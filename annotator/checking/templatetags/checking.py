"""What check templates ask: the quotation as it stands now, held against a source."""

from __future__ import annotations

from django import template

from annotator.checking.comparing import against, changes, quotation

register = template.Library()
register.filter("quotation", quotation)
register.filter("against", against)
register.filter("changes", changes)

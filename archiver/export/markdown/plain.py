"""Markdown as it lies in the archive, under front matter that any program reads."""

from archiver.export.markdown.flavour import Flavour, common

FLAVOUR = Flavour(matter=common)

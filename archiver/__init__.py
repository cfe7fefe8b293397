"""Keeps the blog posts of a community's writing challenge before they rot away."""

from archiver.version import __version__

__all__ = ["__version__"]

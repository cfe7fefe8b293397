"""The one place that holds the version, of the program and of how it wins the text."""

__version__ = "0.2.0"

EXTRACTOR = "archiver/3"
"""Named in every version of a post; it changes whenever posts are read otherwise than before."""

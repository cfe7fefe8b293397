"""The sources of sources.yaml: what is in it, and what is put in and taken out."""

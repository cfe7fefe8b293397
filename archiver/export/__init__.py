"""Export: the archive's posts in, files of other formats out."""

"""Lists of participants: a file a format, each read into tables of rows; and what the columns mean.

``table`` has the shapes, ``formats`` says which format a text is in, ``columns`` what a column holds,
``participants`` what a row announces, ``marks`` who takes no part, ``which_round`` the round of a row.
"""

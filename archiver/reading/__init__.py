"""Turns captures into posts, with the same witnesses in a run, in re-extraction, show and repair.

``pool`` has ``jobs`` done in other processes, each page within limits; ``worker`` is their inside.
``known`` collects the witnesses of a page, ``reading`` holds them and reads a post, ``host`` the
pages of a host; ``again`` reads versions again from their captures.
"""

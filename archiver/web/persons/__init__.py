"""People and where they write: ``person_names`` compares names, ``accounts`` says whose blog an address is
of, ``roll`` makes one participant of what several lists say of her."""

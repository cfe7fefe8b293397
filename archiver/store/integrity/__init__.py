"""Is everything there, whole and consistent; and what can be restored from the rest?"""

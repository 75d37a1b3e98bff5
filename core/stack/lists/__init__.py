"""Lists of apps as people have them: read, matched with the catalogue, shown, then added."""

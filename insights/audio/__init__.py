"""Files to samples, speech found in them, files grouped into calls. Needs the `audio` extra."""

"""Sound in: files and bytes to samples, speech found in them, files grouped into calls. Needs the `audio` extra."""

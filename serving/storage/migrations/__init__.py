"""The history of the schema. A change of `tables` needs a new file in `versions`; a test compares the two."""

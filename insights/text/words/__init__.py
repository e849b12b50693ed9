"""What normalisation knows of each language, a file a subject. Words are folded: lower case, no accents."""

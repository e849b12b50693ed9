"""What the recognisers know of each language, a file a subject. Words are folded: lower case, no accents."""

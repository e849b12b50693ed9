"""Synthetic turns full of personal data, said in every way people say it, with the exact spans."""

"""One file a revision, each naming the one before it. A revision that was released is never edited."""

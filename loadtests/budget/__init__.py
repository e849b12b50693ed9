"""Where the time between a batch's end and its insight goes, from traces."""

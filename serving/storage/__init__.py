"""What is kept of a call: clean transcript, insights with revisions, feedback, audit."""

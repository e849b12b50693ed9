"""What an operator runs the parts with; Python only where something is made by code."""

"""The pre-training mix: questions about scenes, in the layout of production, never the insight task.

A conversation shows an excerpt between the tags of the insight prompts and asks several things about it:
who spoke, what was said, which product, amount or date came up, what a turn is about; or it dictates what to
write (JSON with given content, templates to fill, rules like "if the excerpt is about X write A, else B" with
random A and B). No answer is a message that the gold of the call contains: `conversation` drops such an
exchange.
"""

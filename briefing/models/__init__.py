"""The local models: which there are, how they come here, how they are loaded.

    catalogue ─ pull (wheel | hub, convert) ─> folder + manifest ─ load ─> embed | write | parse

torch, transformers and spaCy are imported inside functions only, so that a command that needs no model does not pay for them.
"""

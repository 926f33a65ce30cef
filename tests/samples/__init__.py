"""The sample notices of ``data/raw`` and their gold: content, drawing and degrading, kept apart."""

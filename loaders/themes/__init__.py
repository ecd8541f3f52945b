"""Concepts and their labels, and the words of a text that show them: thesaurus files -> concepts -> themes."""

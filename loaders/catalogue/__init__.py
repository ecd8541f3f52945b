"""Readers of files that are no documents but say things about documents: extracts, library records, lists."""

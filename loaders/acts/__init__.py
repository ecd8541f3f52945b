"""What the operative words of a document do: directives, mandates and periods, worked out from its parsed units."""

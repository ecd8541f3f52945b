"""What can be done with the parsed documents: store, SPARQL, lineage, analytics, views, command line."""

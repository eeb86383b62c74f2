"""What MiniStack lacks of HTTP APIs: the import of a document, and patterns of routes that are made once."""

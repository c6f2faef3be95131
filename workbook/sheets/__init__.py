"""What stands on paper and on screen: one file a document, drawn as values before it is printed."""

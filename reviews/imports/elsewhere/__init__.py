"""Reviews that were written elsewhere: lists of other platforms, and our own signed exports (product.md B9)."""

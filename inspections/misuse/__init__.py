"""Does a page show our mark without right? Pure looks at a page, and the visit that fetches it (terms 10.1, B1)."""

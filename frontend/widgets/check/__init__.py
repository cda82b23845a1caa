"""Does our code stand on a shop's own page, and does it work there?"""

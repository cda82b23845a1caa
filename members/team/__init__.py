"""Who acts for a shop: what the people of a team hear of each other."""

"""The page of a shop's figures: which days, the tables, the drawings, and the files to take along."""

"""A shop's figures over the days its owner chooses: what is counted here is shown, exported and compared elsewhere."""

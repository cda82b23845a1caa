"""Every address of the house under whoever has no business there, and under whatever they send."""

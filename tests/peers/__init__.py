"""Stand-ins for vendors that check each request against the vendor's official specification."""

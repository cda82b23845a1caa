"""What finance wants to know of all members together, reckoned from books, invoices and memberships."""

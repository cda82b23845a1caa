"""Mail that people send us: read, handed to whom it is for, and answered by a machine at most once a day."""

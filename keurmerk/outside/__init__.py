"""What is not ours: hosts that users name, and how we go there without being led somewhere else."""

"""The page of somebody's seat: made of what the seat may see, and of nothing else."""

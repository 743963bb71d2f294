"""Players: whoever turns an Observation into a Decision. They know nothing else."""

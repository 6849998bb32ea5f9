"""The page of a proof: one HTML file that needs nothing else."""

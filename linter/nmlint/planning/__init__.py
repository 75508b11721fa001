"""What a send plan will do: chances, cost, the best timer, and a simulation that must agree."""

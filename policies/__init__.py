"""What differs by market, industry and time, data only."""

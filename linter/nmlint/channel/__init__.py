"""Which channel a notice should take: the urgency-to-channel matrix, and what becomes of a message that LINE keeps."""

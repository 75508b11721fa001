"""The guard before dispatch: judges each message as it leaves, calls the sender, and remembers what it did."""

"""What a shell and its reader want to know of the commands."""

"""The commands on who answered a challenge, and why it is believed."""

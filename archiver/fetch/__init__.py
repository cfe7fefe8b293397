"""The network: everything that asks a server for something."""

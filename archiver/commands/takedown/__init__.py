"""The commands by which posts are kept from being published, or taken down."""

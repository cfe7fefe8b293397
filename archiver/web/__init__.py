"""Pure tools for what the web writes."""

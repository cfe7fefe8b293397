"""HTTP requests: the frontier, robots.txt, politeness, worker threads, transport and replay."""

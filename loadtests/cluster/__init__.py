"""The production topology on one machine: NGINX, PostgreSQL, Redis and two of what serves, as processes."""

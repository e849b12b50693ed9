"""What several processes must agree on: slots, breakers, rates. In memory, or in Redis."""

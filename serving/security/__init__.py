"""Who may speak to the gateway: tokens of tenants, and the pages that may open a socket."""

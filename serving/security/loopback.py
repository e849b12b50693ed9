"""Whether an address stays on this machine."""

import ipaddress


def is_loopback(host: str) -> bool:
    """Does the address reach this machine only? Names other than localhost are not looked up."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

"""The only way out of this computer."""

from backend.egress.gate import SHOWN, Connection, Egress

__all__ = ["SHOWN", "Connection", "Egress"]

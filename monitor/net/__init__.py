"""The network: one guarded HTTP client for everything, and manners toward the sites that are read."""

from monitor.net.addresses import AllowList
from monitor.net.client import ACCEPT_FEED, ACCEPT_PAGE, Client, Redirect, Response, user_agent
from monitor.net.gate import HostGate, Turns
from monitor.net.guard import Resolver
from monitor.net.patience import retry_after
from monitor.net.urls import speakable

__all__ = [
    "ACCEPT_FEED",
    "ACCEPT_PAGE",
    "AllowList",
    "Client",
    "HostGate",
    "Redirect",
    "Resolver",
    "Response",
    "Turns",
    "retry_after",
    "speakable",
    "user_agent",
]

"""The network: one guarded HTTP client for everything, and manners toward the sites that are read."""

from monitor.net.addresses import AllowList
from monitor.net.client import ACCEPT_FEED, ACCEPT_PAGE, PRODUCT, Client, Conditions, Redirect, Response, user_agent
from monitor.net.egress import Egress
from monitor.net.freshness import fresh_for
from monitor.net.gate import HostGate, Turn, Turns, no_turn
from monitor.net.guard import Resolver
from monitor.net.patience import retry_after
from monitor.net.posting import Posted, look_at, post
from monitor.net.robots import RobotsFiles
from monitor.net.urls import speakable

__all__ = [
    "ACCEPT_FEED",
    "ACCEPT_PAGE",
    "PRODUCT",
    "AllowList",
    "Client",
    "Conditions",
    "Egress",
    "HostGate",
    "Posted",
    "Redirect",
    "Resolver",
    "Response",
    "RobotsFiles",
    "Turn",
    "Turns",
    "fresh_for",
    "look_at",
    "no_turn",
    "post",
    "retry_after",
    "speakable",
    "user_agent",
]

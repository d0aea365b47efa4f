"""A delivery with its messages: the sending logs, the progress of the send and its KPIs."""

from sendspec.deployment.deployment import Deployment
from sendspec.deployment.log import LogRow, Unexpected
from sendspec.deployment.progress import Progress
from sendspec.deployment.recount import Recount
from sendspec.deployment.tiles import Tile

__all__ = ["Deployment", "LogRow", "Progress", "Recount", "Tile", "Unexpected"]

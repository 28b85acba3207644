"""The site: settings, addresses, processes."""

__version__ = "0.1.0"

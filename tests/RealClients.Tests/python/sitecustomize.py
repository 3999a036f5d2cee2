"""Leads the service's host names to the sandbox server on this machine, as a hosts file and a port forwarding would."""
import os
import socket

_hosts = set(os.environ["SANDBOX_HOSTS"].split(","))
_port = int(os.environ["SANDBOX_PORT"])
_resolve = socket.getaddrinfo


def _to_sandbox(host, port, *args, **kwargs):
    if isinstance(host, bytes):
        host = host.decode()
    return _resolve("127.0.0.1", _port, *args, **kwargs) if host in _hosts else _resolve(host, port, *args, **kwargs)


socket.getaddrinfo = _to_sandbox

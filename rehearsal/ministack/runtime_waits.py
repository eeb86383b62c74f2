"""Has what waits for a function's next event wait without waking up.

MiniStack gives each custom runtime a server and a thread for the event that it asks for. Both look ten times a second
whether they are to stop: with 150 functions that is a tenth of a processor, and a queue for Python's interpreter lock in
front of each request.
"""

import contextlib
import queue
import socket
import socketserver
import types

from ministack.core import lambda_runtime

# After its process is gone, a thread of a function stays at most this long. Seconds
LONGEST_WAIT = 10

serve_polling = socketserver.BaseServer.serve_forever


def serve_forever(server, poll_interval=None):
    """@param poll_interval not needed: whoever stops the server wakes it, and where that fails, it looks after a while"""
    serve_polling(server, poll_interval=LONGEST_WAIT)


def shutdown(server):
    server._BaseServer__shutdown_request = True
    # A server that is closed has nothing to be woken from.
    with contextlib.suppress(OSError):
        socket.create_connection(server.server_address, timeout=1).close()
    server._BaseServer__is_shut_down.wait()


class EventQueue(queue.Queue):
    def get(self, block=True, timeout=None):
        return super().get(block, None if timeout is None else max(timeout, LONGEST_WAIT))


def install():
    socketserver.TCPServer.serve_forever = serve_forever
    socketserver.TCPServer.shutdown = shutdown
    stand_in = types.ModuleType("queue")
    stand_in.__dict__.update(queue.__dict__)
    stand_in.Queue = EventQueue
    lambda_runtime.queue = stand_in

"""The proxy of functions. It gives calls to AWS to the emulator, refuses all others, and connects to nothing else."""

import asyncio
import logging
import socket
import ssl
import threading

from .authority import new_context
from .hosts import authority, canonical, is_aws
from .request import UNKNOWN, Request

LOOPBACK = "127.0.0.1"
MAX_CONNECTIONS = 1000
MAX_HEAD = 64 * 1024
CHUNK = 64 * 1024
# For a request's head, and for TLS.
HEAD_SECONDS = 10
# Longer than a function may run: 900 s.
IDLE_SECONDS = 960
CLOSE_SECONDS = 5
TLS_HANDSHAKE = 0x16

REASON = "Refused by the rehearsal: functions reach AWS only, and AWS is local"

logger = logging.getLogger("egress")


class Forwarder:
    """Speaks HTTP CONNECT, plain HTTP to a proxy, and TLS at once, with the host in the handshake."""

    def __init__(self, emulator_port, certificates, refusals):
        self.emulator_port = emulator_port
        self.certificates = certificates
        self.refusals = refusals
        self.connections = set()
        self.listener = socket.create_server((LOOPBACK, 0), backlog=256)
        self.listener.setblocking(False)
        self.port = self.listener.getsockname()[1]

    def start(self):
        threading.Thread(target=asyncio.run, args=(self._serve(),), daemon=True, name="forwarder").start()

    async def _serve(self):
        loop = asyncio.get_running_loop()
        while True:
            try:
                client, _ = await loop.sock_accept(self.listener)
            except OSError as error:
                logger.warning("The forwarder cannot accept a connection: %s", error)
                await asyncio.sleep(0.1)
                continue
            if len(self.connections) >= MAX_CONNECTIONS:
                client.close()
                continue
            client.setblocking(False)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            task = loop.create_task(self._handle(client))
            self.connections.add(task)
            task.add_done_callback(self.connections.discard)

    async def _handle(self, client):
        try:
            first = await asyncio.wait_for(peek(client), HEAD_SECONDS)
            if first == TLS_HANDSHAKE:
                return await self._tunnel(client, self._transparent())
            head, rest = await asyncio.wait_for(read_head(client), HEAD_SECONDS)
            await self._answer(client, head, rest)
        except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError):
            # Either side went away, or was silent for too long.
            pass
        except Exception:
            logger.exception("The forwarder failed on a connection")
        finally:
            client.close()

    async def _answer(self, client, head, rest):
        try:
            request = Request(head)
        except ValueError as error:
            return await respond(client, "400 Bad Request", f"{error}\n")
        if not is_aws(request.host, request.port):
            target = authority(request.host, request.port)
            self.refusals.add(request.function(), target)
            return await respond(client, f"403 {REASON}", f"{REASON}. Refused: {target}\n")
        if request.method == "CONNECT":
            # Bytes of the tunnel that came before the answer would be lost.
            if rest or request.port != 443:
                return await respond(client, "400 Bad Request", "CONNECT is for port 443, and waits for its answer.\n")
            await send(client, b"HTTP/1.1 200 Connection established\r\n\r\n")
            return await self._tunnel(client, self.certificates.context(canonical(request.host)))
        await self._relay(*await streams(client), request.head() + rest)

    def _transparent(self):
        """TLS settings of a connection whose host is known from its handshake only."""
        context = new_context()
        context.sni_callback = self._select_certificate
        return context

    def _select_certificate(self, connection, name, _context):
        if name is None or not is_aws(name, 443):
            self.refusals.add(UNKNOWN, authority(name, 443) if name else "an unnamed host:443")
            return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        connection.context = self.certificates.context(canonical(name))
        return None

    async def _tunnel(self, client, context):
        """Ends a function's TLS, and passes on what is in it."""
        await self._relay(*await streams(client, context), b"")

    async def _relay(self, reader, writer, first):
        try:
            emulator_reader, emulator_writer = await asyncio.open_connection(LOOPBACK, self.emulator_port)
            sending = asyncio.create_task(pump(reader, emulator_writer))
            try:
                emulator_writer.write(first)
                await pump(emulator_reader, writer)
            finally:
                sending.cancel()
                emulator_writer.close()
        finally:
            await close(writer)


async def close(writer):
    """Waits until what was written is sent, within a time limit."""
    writer.close()
    try:
        await asyncio.wait_for(writer.wait_closed(), CLOSE_SECONDS)
    except (OSError, asyncio.TimeoutError):
        writer.transport.abort()


async def pump(reader, writer):
    """Copies until one side ends. What ends it early ends the other direction as well."""
    try:
        while data := await asyncio.wait_for(reader.read(CHUNK), IDLE_SECONDS):
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
        elif not writer.is_closing():
            writer.close()
    except (OSError, asyncio.TimeoutError):
        writer.close()


async def streams(client, context=None):
    """Reader and writer of an accepted connection; with a context, the server side of TLS on it."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=CHUNK)
    protocol = asyncio.StreamReaderProtocol(reader)
    timeout = {} if context is None else {"ssl": context, "ssl_handshake_timeout": HEAD_SECONDS}
    transport, _ = await loop.connect_accepted_socket(lambda: protocol, client, **timeout)
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)


async def peek(client):
    """The first byte that a client sends, which stays to be read; None when it sends nothing."""
    loop = asyncio.get_running_loop()
    readable = loop.create_future()
    loop.add_reader(client, lambda: readable.done() or readable.set_result(None))
    try:
        await readable
    finally:
        loop.remove_reader(client)
    first = client.recv(1, socket.MSG_PEEK)
    return first[0] if first else None


async def read_head(client):
    """The head of a request without its empty line, and what was read beyond it."""
    loop = asyncio.get_running_loop()
    read = b""
    while b"\r\n\r\n" not in read:
        chunk = await loop.sock_recv(client, CHUNK)
        read += chunk
        if not chunk or len(read) > MAX_HEAD:
            raise asyncio.IncompleteReadError(b"", None)
    head, _, rest = read.partition(b"\r\n\r\n")
    return head, rest


async def respond(client, status, text):
    body = text.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    await send(client, head.encode() + body)


async def send(client, data):
    await asyncio.get_running_loop().sock_sendall(client, data)

"""A TCP proxy on 127.0.0.1 that can cut all connections, let no new one through, or hold everything back for a while."""

import asyncio


class Proxy:
    def __init__(self, target):
        self.target = target
        self.port = None
        self.refusals = 0
        self.is_stalled = False
        self.ends = set()
        self.server = None

    async def open(self):
        loop = asyncio.get_running_loop()
        self.server = await loop.create_server(lambda: ClientEnd(self), "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]

    def cut(self):
        """Breaks all connections; what was on its way is gone."""
        for end in list(self.ends):
            end.abort()

    def refuse(self):
        """Lets no new connection through until as many have said `admit`."""
        self.refusals += 1

    def admit(self):
        self.refusals -= 1

    def stall(self):
        """Nothing gets through any more, in neither direction, and no connection breaks."""
        self.is_stalled = True
        for end in self.ends:
            end.update()

    def resume(self):
        self.is_stalled = False
        for end in list(self.ends):
            end.update()

    def close(self):
        if self.server:
            self.server.close()
        self.cut()


class End(asyncio.Protocol):
    """One side of a connection. It reads only while its peer takes what it reads, and the proxy is not stalled."""

    def __init__(self, proxy, peer=None):
        self.proxy = proxy
        self.peer = peer
        self.transport = None
        self.is_full = False

    def connection_made(self, transport):
        self.transport = transport
        self.proxy.ends.add(self)

    def data_received(self, data):
        self.peer.transport.write(data)

    def pause_writing(self):
        self.is_full = True
        if self.peer:
            self.peer.update()

    def resume_writing(self):
        self.is_full = False
        if self.peer:
            self.peer.update()

    def connection_lost(self, _):
        self.proxy.ends.discard(self)
        if self.peer and self.peer.transport:
            self.peer.transport.close()

    def update(self):
        ready = self.peer and self.peer.transport and not self.peer.is_full and not self.proxy.is_stalled
        if self.transport and not self.transport.is_closing():
            (self.transport.resume_reading if ready else self.transport.pause_reading)()

    def abort(self):
        self.transport.abort()


class ClientEnd(End):
    def __init__(self, proxy):
        super().__init__(proxy)
        self.connecting = None

    def connection_made(self, transport):
        super().connection_made(transport)
        if self.proxy.refusals:
            return self.abort()
        self.update()
        # Kept, since the loop holds tasks weakly; it ends by itself when the target answers or refuses.
        self.connecting = asyncio.ensure_future(self.connect())

    async def connect(self):
        loop = asyncio.get_running_loop()
        try:
            _, self.peer = await loop.create_connection(lambda: End(self.proxy, self), "127.0.0.1", self.proxy.target)
        except OSError:
            return self.abort()
        if self.transport.is_closing() or self.proxy.refusals:
            self.abort()
            return self.peer.abort()
        self.update()
        self.peer.update()

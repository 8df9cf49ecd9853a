# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The few names of txredisapi that Synapse uses, over hiredis and a real Redis: Debian does not package txredisapi.
Only for tests: it lets Debian's Synapse run with workers."""
from hiredis import Reader
from twisted.internet import defer, protocol


class ConnectionError(Exception):
    pass


class RedisProtocol(protocol.Protocol):
    """One connection: commands are answered in order."""

    def __init__(self, charset="utf-8", *args, **kwargs):
        self._reader = Reader(encoding=None)
        self._waiting = []

    def connectionMade(self):
        self.factory.pool.append(self)
        self.factory.wake()

    def connectionLost(self, reason=protocol.connectionDone):
        if self in self.factory.pool:
            self.factory.pool.remove(self)
        waiting, self._waiting = self._waiting, []
        for deferred in waiting:
            deferred.errback(ConnectionError("Connection lost"))

    def dataReceived(self, data):
        self._reader.feed(data)
        while (answer := self._reader.gets()) is not False:
            self.answerReceived(answer)

    def answerReceived(self, answer):
        deferred = self._waiting.pop(0)
        if isinstance(answer, Exception):
            deferred.errback(answer)
        else:
            deferred.callback(answer.decode() if isinstance(answer, bytes) else answer)

    def send(self, *words):
        words = [w if isinstance(w, bytes) else str(w).encode() for w in words]
        self.transport.write(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w) for w in words))

    def execute_command(self, *words):
        deferred = defer.Deferred()
        self._waiting.append(deferred)
        self.send(*words)
        return deferred

    def ping(self):
        return self.execute_command("PING")


class SubscriberProtocol(RedisProtocol):
    def answerReceived(self, answer):
        if isinstance(answer, list) and answer and answer[0] == b"message":
            self.messageReceived(None, answer[1].decode(), answer[2].decode())
        elif isinstance(answer, list) and answer and answer[0] == b"pong":
            pass
        elif self._waiting:
            self._waiting.pop(0).callback(answer)

    def messageReceived(self, pattern, channel, message):
        pass

    def subscribe(self, channels):
        deferred = defer.Deferred()
        channels = [channels] if isinstance(channels, str) else channels
        self._waiting.extend([deferred] + [defer.Deferred() for _ in channels[1:]])
        self.send("SUBSCRIBE", *channels)
        return deferred

    def ping(self):
        self.send("PING")
        return defer.succeed("PONG")


class ConnectionHandler:
    """Commands go to the factory's connection, and wait for one where there is none yet."""

    def __init__(self, factory):
        self._factory = factory

    def _run(self, *words):
        return self._factory.connection().addCallback(lambda connection: connection.execute_command(*words))

    def publish(self, channel, message):
        return self._run("PUBLISH", channel, message)

    def ping(self):
        return self._run("PING")

    def get(self, key):
        return self._run("GET", key)

    def set(self, key, value, expire=None, pexpire=None, **kwargs):
        return self._run("SET", key, value, *(("PX", pexpire) if pexpire else ()), *(("EX", expire) if expire else ()))

    def disconnect(self):
        for connection in list(self._factory.pool):
            connection.transport.loseConnection()


class UnixConnectionHandler(ConnectionHandler):
    pass


class RedisFactory(protocol.ReconnectingClientFactory):
    maxDelay = 10
    protocol = RedisProtocol

    def __init__(self, uuid, dbid, poolsize, isLazy=False, handler=ConnectionHandler, charset="utf-8", password=None, replyTimeout=None, convertNumbers=True):
        self.uuid = uuid
        self.pool = []
        self._waiting = []
        self.handler = handler(self)

    def buildProtocol(self, address):
        self.resetDelay()
        made = self.protocol()
        made.factory = self
        return made

    def connection(self):
        if self.pool:
            return defer.succeed(self.pool[0])
        deferred = defer.Deferred()
        self._waiting.append(deferred)
        return deferred

    def wake(self):
        waiting, self._waiting = self._waiting, []
        for deferred in waiting:
            deferred.callback(self.pool[0])

# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Python itself makes of log configurations: pythonlogging.py LOGGERS FILE prints {"least": {LOGGER: LEVEL}, "to": {LOGGER: [...]}}
or {"refused": WHY}. Synapse's and systemd's classes are stood in for, and nothing is written anywhere. Leaves with 77 without PyYAML."""
import json
import logging
import logging.config
import logging.handlers
import sys
import types

try:
    import yaml
except ImportError:
    sys.exit(77)

heard = []


def hear(self, _record):
    heard.append(getattr(self, "baseFilename", type(self).__name__))


class Stand(logging.Handler):
    def __init__(self, *_given, **_more):
        super().__init__()


class Passes(logging.Filter):
    def __init__(self, *_given, **_more):
        super().__init__()


class Buffer(logging.handlers.MemoryHandler):
    def __init__(self, capacity, flushLevel=logging.ERROR, target=None, period=5, **more):
        super().__init__(1, 0, target)


def modules(**classes):
    for path, kind in classes.items():
        *package, name = path.split("__")
        for length in range(1, len(package) + 1):
            module = sys.modules.setdefault(".".join(package[:length]), types.ModuleType(package[length - 1]))
            if length > 1:
                setattr(sys.modules[".".join(package[:length - 1])], package[length - 1], module)
        setattr(sys.modules[".".join(package)], name, kind)


class Formatter(logging.Formatter):
    def __init__(self, *_given, **_more):
        super().__init__()


modules(synapse__logging__handlers__PeriodicallyFlushingMemoryHandler=Buffer,
        synapse__logging__RemoteHandler=type("RemoteHandler", (Stand,), {"emit": hear}),
        synapse__logging__TerseJsonFormatter=Formatter, synapse__logging__JsonFormatter=Formatter, synapse__logging__GcpJsonFormatter=Formatter,
        synapse__util__logcontext__LoggingContextFilter=Passes,
        systemd__journal__JournalHandler=type("JournalHandler", (Stand,), {"emit": hear}))
logging.FileHandler._open = lambda self: None
for kind in (logging.StreamHandler, logging.FileHandler, logging.handlers.BaseRotatingHandler, logging.handlers.WatchedFileHandler):
    kind.emit = hear
logging.lastResort = None

loggers = sys.argv[1].split(",")
for name in loggers:  # Synapse's are there before it reads the file
    logging.getLogger(name)
try:
    with open(sys.argv[2], encoding="utf-8") as file:
        logging.config.dictConfig(yaml.safe_load(file))
except Exception as error:  # whatever it is, Synapse does not start
    print(json.dumps({"refused": f"{error}: {error.__cause__}"}))
    sys.exit()
least, to = {}, {}
for name in loggers:
    least[name], to[name] = 60, set()
    for level in (50, 40, 30, 20, 10):
        heard.clear()
        logging.getLogger(name).log(level, "a line")
        if heard:
            least[name] = level
        to[name] |= set(heard)
print(json.dumps({"least": least, "to": {name: sorted(found) for name, found in to.items()}}))

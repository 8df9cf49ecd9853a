// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logworld.h"

#include "domain/apiwords.h"
#include "synapse/log/logline.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace Lockstep {

LogWriter::LogWriter(quint32 seed, int users)
    : m_random(seed)
    , m_time(QDateTime(QDate(2026, 11, 20), QTime(7, 0), QTimeZone::utc()).toMSecsSinceEpoch())
    , m_streams(users, 10)
{
}

QByteArray LogWriter::line(const QByteArray &logger, const QByteArray &level, const QByteArray &message)
{
    m_time += m_random.bounded(3);
    const QByteArray time = QDateTime::fromMSecsSinceEpoch(m_time).toUTC().toString(u"yyyy-MM-dd HH:mm:ss,zzz"_s).toLatin1();
    return QByteArray(
        time + " - " + logger + " - 12 - " + level + " - PUT-" + QByteArray::number(m_random.bounded(1000)) + " - " + message + '\n');
}

QByteArray LogWriter::batch(int user)
{
    const QByteArray id = "@user" + QByteArray::number(user) + ":remote.example";
    const QByteArray logger = "synapse.handlers.device";
    QByteArray contents, handling, devices;
    bool resync = false;
    const int updates = m_random.bounded(10) == 0 ? 3 : 1;
    for (int i = 0; i < updates; ++i) {
        const QByteArray device = "DEV" + QByteArray::number(m_random.bounded(4));
        int &stream = m_streams[user];
        QByteArray prev = QByteArray::number(stream);
        if (user == 0) { // a sender of placeholders
            stream = 1;
            prev = QByteArray();
            resync = true;
        } else {
            if (m_random.bounded(20) == 0) { // lost
                prev = QByteArray::number(stream + 1);
                stream += 2;
                resync = true;
            }
            stream += 1 + m_random.bounded(5);
        }
        const QByteArray number = QByteArray::number(stream);
        contents += QByteArray(contents.isEmpty() ? "" : ", ") + "{'device_id': '" + device + "', 'prev_id': [" + prev
            + "], 'stream_id': " + number + ", 'user_id': '" + id
            + "', 'device_display_name': \"it's \\n Handling update '@x:y'/'Z', ID: '1', prev: [] \", 'keys': {'n': "
            + QByteArray::number(m_random.bounded(1000)) + "}}";
        handling += line(logger, "DEBUG",
            "Handling update '" + id + "'/'" + device + "', ID: '" + number + "', prev: ["
                + (prev.isEmpty() ? prev : QByteArray("'" + prev + "'")) + "] ");
        devices += QByteArray(devices.isEmpty() ? "" : ", ") + device;
    }
    QByteArray out;
    if (m_random.bounded(3) != 0)
        out += line("synapse.8631_debug", "DEBUG",
            "received transaction [" + QByteArray::number(++m_transaction) + "] including device list updates: [" + contents + "]");
    out += handling;
    if (m_random.bounded(30) == 0)
        return out; // killed before the verdict
    out += line(logger, "INFO",
        "Received device list update for " + id + ", requiring resync: " + (resync ? "True" : "False") + ". Devices: " + devices);
    if (resync) {
        out += line(logger, "DEBUG", "Attempting to resync the device list for " + id);
        const int outcome = m_random.bounded(3);
        if (outcome == 0) {
            out += line(logger, "WARNING", "Failed to handle device list update for " + id + ": 502: gone");
        } else {
            for (int i = 0; i < 3; ++i)
                out += line(logger, "DEBUG",
                    "Handling resync update '" + id + "'/'DEV" + QByteArray::number(i) + "', ID: " + QByteArray::number(m_streams[user]));
        }
    }
    return out;
}

QByteArray LogWriter::next()
{
    if (m_random.bounded(3) == 0)
        return line("synapse.access.http.8008", "INFO",
            "192.0.2.7 - 8008 - {@u:home.example} Processed request: \"GET /_matrix/client/v3/sync\" "
                + QByteArray(m_random.bounded(300), 'x'));
    return batch(int(m_random.bounded(m_streams.size())));
}

QString printHistory(const History::Store &store, int users)
{
    QString out;
    for (int user = 0; user < users; ++user) {
        const UserId id(u"@user%1:remote.example"_s.arg(user));
        const auto updates = store.updates(id, 0, 1'000'000, false);
        if (!updates)
            return updates.error().text;
        for (const DeviceListUpdate &update : *updates) {
            QStringList prev;
            for (const StreamId &one : update.prevIds)
                prev += one.toString();
            const QStringList words{id.toString(), QString::number(update.n), QString::number(update.received), toApiName(update.kind),
                update.streamId.toString(), prev.join(u' '), update.deviceId.toString(), update.displayName,
                QString::fromUtf8(QJsonDocument(update.keys).toJson(QJsonDocument::Compact)), toApiName(update.verdict),
                toApiNames(update.breaks).join(u'+'), update.detail, toApiNames(update.sources).join(u'+')};
            out += words.join(u'|') + u'\n';
        }
    }
    return out;
}

QString expectedHistory(const QByteArray &log, const QString &name)
{
    QTemporaryDir dir;
    const auto store = History::Store::open(dir.filePath(u"reference"_s));
    if (!store)
        return store.error().text;
    History::Recorder recorder(store->get());
    Synapse::LogLineParser parser(QTimeZone::utc());
    QList<History::Observation> observations;
    const QByteArrayList lines = log.split('\n');
    for (const QByteArray &line : lines) {
        std::vector<History::Observation> out;
        parser.parse(std::string_view(line.constData(), size_t(line.size())), out);
        observations.append(QList<History::Observation>(out.begin(), out.end()));
    }
    const auto done = recorder.record({.source = UpdateSource::Log, .stream = name}, observations);
    return done ? printHistory(**store) : done.error().text;
}

} // namespace Lockstep

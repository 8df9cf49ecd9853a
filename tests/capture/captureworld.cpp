// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "captureworld.h"

#include "http/blockingcall.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTimeZone>
#include <QUrl>

#include <zlib.h>

using namespace Qt::StringLiterals;

namespace Lockstep {

QString CaptureWorld::write(const QString &name, const QByteArray &bytes) const
{
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("%s cannot be written", qPrintable(name));
    return file.fileName();
}

QByteArray CaptureWorld::gzip(const QByteArray &bytes)
{
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    QByteArray out(qsizetype(deflateBound(&stream, uLong(bytes.size()))) + 64, Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData()));
    stream.avail_in = uInt(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = uInt(out.size());
    deflate(&stream, Z_FINISH);
    out.truncate(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return out;
}

QByteArray CaptureWorld::log(const QStringList &messages, int from)
{
    QByteArray out;
    QDateTime at(QDate(2026, 11, 20), QTime(7, 0), QTimeZone::utc());
    at = at.addSecs(from);
    for (const QString &message : messages) {
        const bool isInfo = message.startsWith("Received"_L1);
        out += at.toString(u"yyyy-MM-dd HH:mm:ss"_s).toLatin1() + ",000 - synapse.handlers.device - 12 - " + (isInfo ? "INFO" : "DEBUG")
            + " - PUT-7 - " + message.toUtf8() + '\n';
        at = at.addSecs(1);
    }
    return out;
}

QString CaptureWorld::handling(const QString &user, const QString &device, int id, const QString &prev)
{
    const QString named = prev.isEmpty() ? QString() : u'\'' + prev + u'\'';
    return u"Handling update '%1'/'%2', ID: '%3', prev: [%4] "_s.arg(user, device).arg(id).arg(named);
}

QString CaptureWorld::verdict(const QString &user, const QString &devices, bool resync)
{
    return u"Received device list update for %1, requiring resync: %2. Devices: %3"_s.arg(user, resync ? u"True"_s : u"False"_s, devices);
}

QStringList CaptureWorld::lostUpdate()
{
    const QString bob = u"@bob:remote.example"_s;
    QStringList messages;
    for (const auto &[id, prev] : {std::pair{11, 10}, {12, 11}, {13, 12}, {20, 19}})
        messages += {handling(bob, u"PHONE"_s, id, QString::number(prev)), verdict(bob, u"PHONE"_s, id == 11 || id == 20)};
    return messages;
}

QJsonObject CaptureWorld::get(const Capture::OpenedFiles &opened, const QByteArray &path)
{
    Http::HttpQuestion question{.base = opened.url(), .path = "/_lockstep/v1" + path};
    question.headers = {{"Authorization", "Bearer " + opened.token().toUtf8()}};
    const auto reply = Http::callHttp(question);
    if (!reply)
        return {{u"network"_s, reply.error().text}};
    QJsonObject object = QJsonDocument::fromJson(reply->body).object();
    if (reply->status != 200)
        object.insert(u"status"_s, reply->status);
    return object;
}

QString CaptureWorld::graph(const Capture::OpenedFiles &opened, const QString &user)
{
    QStringList rows;
    const QJsonArray updates = get(opened, "/users/" + QUrl::toPercentEncoding(user) + "/updates?limit=1000")[u"updates"].toArray();
    for (const QJsonValue &update : updates) {
        if (update[u"kind"].toString() == "resync"_L1) {
            rows += u"R"_s;
            continue;
        }
        QStringList prev, breaks;
        for (const auto &id : update[u"prev_ids"].toArray())
            prev += id.toString();
        for (const auto &one : update[u"breaks"].toArray())
            breaks += one.toString();
        rows += update[u"stream_id"].toString() + u"<-"_s + prev.join(u'+')
            + (breaks.isEmpty() ? QString() : u'(' + breaks.join(u'+') + u')');
    }
    return rows.join(u' ');
}

QStringList CaptureWorld::users(const Capture::OpenedFiles &opened)
{
    QStringList all;
    for (const auto &user : get(opened, "/users?limit=1000")[u"users"].toArray())
        all += user[u"user_id"].toString();
    return all;
}

Result<std::unique_ptr<Capture::OpenedFiles>> CaptureWorld::open(const QStringList &paths)
{
    const std::atomic<bool> stop = false;
    return Capture::OpenedFiles::open(paths, {}, stop);
}

} // namespace Lockstep

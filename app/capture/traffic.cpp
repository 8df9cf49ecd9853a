// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "capture/traffic.h"

#include "core/jsonreader.h"
#include "core/log.h"
#include "domain/wholelist.h"
#include "tap/transaction.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QTimeZone>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace Lockstep::Capture {

namespace {

constexpr qsizetype mostDevices = 20'000;
constexpr qsizetype mostReceivers = 1'000;
constexpr qsizetype longestId = 1'024;
/// The year 9999; a later time is none.
constexpr qint64 lastTime = 253'402'300'799'000;

qint64 timeOf(const QJsonValue &value)
{
    if (value.isDouble()) {
        const qint64 at = value.toInteger();
        return at > 0 && at <= lastTime ? at : 0;
    }
    QDateTime at = QDateTime::fromString(value.toString().left(64), Qt::ISODateWithMs);
    if (at.timeSpec() == Qt::LocalTime)
        at.setTimeZone(QTimeZone::utc());
    return at.isValid() ? std::max<qint64>(0, at.toMSecsSinceEpoch()) : 0;
}

QByteArray textOf(const QJsonObject &content)
{
    const QString text = content.value("text"_L1).toString();
    return content.value("encoding"_L1).toString() == "base64"_L1 ? QByteArray::fromBase64(text.toLatin1()) : text.toUtf8();
}

/// The segments behind /_matrix/federation/v1/, decoded; a proxy's prefix before it is no matter.
QStringList federationPath(const QString &url)
{
    const QString path = QUrl(url, QUrl::TolerantMode).path(QUrl::FullyEncoded);
    const qsizetype at = path.indexOf("/_matrix/federation/v1/"_L1);
    if (at < 0)
        return {};
    QStringList parts = path.sliced(at + qsizetype(sizeof "/_matrix/federation/v1/") - 1).split(u'/');
    for (QString &part : parts)
        part = QUrl::fromPercentEncoding(part.toLatin1());
    return parts;
}

std::optional<XMatrixHeader> signatureOf(const QJsonObject &request)
{
    const QJsonArray headers = request.value("headers"_L1).toArray();
    for (const QJsonValue &header : headers) {
        if (header["name"_L1].toString().compare("authorization"_L1, Qt::CaseInsensitive) != 0)
            continue;
        if (const auto parsed = parseXMatrix(header["value"_L1].toString().toLatin1()))
            return parsed;
    }
    return {};
}

} // namespace

void TrafficReader::vote(const ServerName &server)
{
    if (server.isValid() && (m_receivers.contains(server) || m_receivers.size() < mostReceivers))
        ++m_receivers[server];
}

ServerName TrafficReader::receiver() const
{
    ServerName best;
    qint64 most = 0;
    for (auto it = m_receivers.cbegin(); it != m_receivers.cend(); ++it) {
        if (it.value() > most || (it.value() == most && it.key() < best)) {
            best = it.key();
            most = it.value();
        }
    }
    return best;
}

void TrafficReader::take(Sent sent)
{
    vote(sent.destination);
    if (sent.received == 0) {
        ++m_count.untimed;
        sent.received = m_last;
    }
    m_last = sent.received;
    if (!Tap::concernsDevices(sent.body))
        return;
    const Tap::Contents contents = Tap::contentsOf({.origin = sent.origin,
                                                       .id = sent.txnId.left(longestId),
                                                       .target = {},
                                                       .headers = {},
                                                       .body = sent.body,
                                                       .received = sent.received},
        {.holds = sent.verified});
    m_count.malformed += contents.malformed;
    m_count.otherServers += contents.otherServers;
    m_count.transactions += contents.observations.isEmpty() ? 0 : 1;
    m_observations += contents.observations;
}

void TrafficReader::readLine(const QByteArray &line)
{
    if (line.trimmed().isEmpty())
        return;
    ++m_count.entries;
    const auto object = parseJsonObject(line);
    if (!object) {
        ++m_count.unusable;
        return;
    }
    const QJsonObject body = object->value("body"_L1).isObject() ? object->value("body"_L1).toObject() : *object;
    const auto either = [&](QLatin1StringView name) { return object->contains(name) ? object->value(name) : body.value(name); };
    Sent sent{.origin = ServerName(either("origin"_L1).toString()),
        .destination = ServerName(either("destination"_L1).toString()),
        .txnId = either("txn_id"_L1).toString(),
        .body = object->value("body"_L1).isObject() ? QJsonDocument(body).toJson(QJsonDocument::Compact) : line,
        .received = timeOf(either("received"_L1))};
    if (sent.txnId.isEmpty())
        sent.txnId = either("transaction_id"_L1).toString();
    if (sent.received == 0)
        sent.received = timeOf(body.value("origin_server_ts"_L1));
    if (const QJsonValue verified = either("verified"_L1); verified.isBool())
        sent.verified = verified.toBool();
    if (!sent.origin.isValid()) {
        ++m_count.unusable;
        return;
    }
    take(std::move(sent));
}

void TrafficReader::takeList(const QJsonObject &entry, const UserId &user, qint64 at)
{
    const QJsonObject response = entry.value("response"_L1).toObject();
    const qint64 status = response.value("status"_L1).toInteger();
    const qint64 ended = at + std::clamp<qint64>(qint64(entry.value("time"_L1).toDouble()), 0, 600'000);
    History::ResyncOutcome outcome{.user = user, .step = History::ResyncOutcome::Started, .at = at};
    m_observations.append(outcome);
    outcome.at = ended;
    const QByteArray text = textOf(response.value("content"_L1).toObject());
    if (status != 200) {
        const auto said = parseJsonObject(text);
        const QString words = said ? said->value("errcode"_L1).toString() + u' ' + said->value("error"_L1).toString() : QString();
        outcome.step = History::ResyncOutcome::Failed;
        outcome.error = status > 0 ? displayable(u"%1: %2"_s.arg(status).arg(words)) : u"No answer came."_s;
        m_observations.append(outcome);
        ++m_count.failures;
        return;
    }
    if (text.isEmpty()) {
        ++m_count.withoutBody;
        return;
    }
    const auto answer = parseJsonObject(text);
    const auto list = answer ? readDeviceList(*answer, user, mostDevices) : failure(answer.error());
    if (!list) {
        outcome.step = History::ResyncOutcome::Failed;
        outcome.error = displayable(list.error().text);
        ++m_count.failures;
    } else {
        outcome.step = History::ResyncOutcome::Succeeded;
        outcome.streamId = list->streamId;
        outcome.devices = list->devices.size();
        m_lists.append({.user = user, .at = ended, .answer = *answer});
        ++m_count.lists;
    }
    m_observations.append(outcome);
}

void TrafficReader::readHarEntry(const QByteArray &bytes)
{
    ++m_count.entries;
    const auto entry = parseJsonObject(bytes);
    if (!entry) {
        ++m_count.unusable;
        return;
    }
    const QJsonObject request = entry->value("request"_L1).toObject();
    const QString method = request.value("method"_L1).toString();
    const QStringList path = federationPath(request.value("url"_L1).toString());
    const qint64 at = timeOf(entry->value("startedDateTime"_L1));
    if (method == "PUT"_L1 && path.size() == 2 && path.first() == "send"_L1) {
        const QByteArray body = textOf(request.value("postData"_L1).toObject());
        if (body.isEmpty()) {
            ++m_count.withoutBody;
            return;
        }
        const auto signature = signatureOf(request);
        const auto object = parseJsonObject(body);
        const ServerName origin = signature ? signature->origin : ServerName(object ? object->value("origin"_L1).toString() : QString());
        if (!object || !origin.isValid()) {
            ++(object ? m_count.unnamed : m_count.unusable);
            return;
        }
        take({.origin = origin,
            .destination = signature ? signature->destination : ServerName(),
            .txnId = path.last(),
            .body = body,
            .received = at > 0 ? at : timeOf(object->value("origin_server_ts"_L1))});
    } else if (method == "GET"_L1 && path.size() == 3 && path.at(0) == "user"_L1 && path.at(1) == "devices"_L1) {
        const UserId user(path.last());
        if (!user.isValid()) {
            ++m_count.unusable;
            return;
        }
        if (const auto signature = signatureOf(request))
            vote(signature->origin);
        takeList(*entry, user, at > 0 ? at : m_last);
    }
}

} // namespace Lockstep::Capture

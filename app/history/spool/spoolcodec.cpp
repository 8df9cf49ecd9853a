// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/spool/spoolcodec.h"

#include <QDataStream>
#include <QIODevice>
#include <QJsonDocument>

namespace Lockstep::History {

namespace {

constexpr quint8 version = 1;

enum Kind : quint8 {
    None,
    Handled,
    Content,
    Keys,
    BatchDecided,
    Decided,
    Resync,
    Ignored,
};

QByteArray bytesOf(const QJsonObject &json)
{
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

QJsonObject jsonOf(const QByteArray &bytes)
{
    return QJsonDocument::fromJson(bytes).object();
}

QStringList textsOf(const QList<StreamId> &ids)
{
    QStringList texts;
    for (const StreamId &id : ids)
        texts += id.toString();
    return texts;
}

QList<StreamId> idsOf(const QStringList &texts)
{
    QList<StreamId> ids;
    for (const QString &text : texts)
        ids += StreamId(text);
    return ids;
}

qint8 numberOf(const std::optional<bool> &verified)
{
    return verified ? qint8(*verified) : qint8(-1);
}

std::optional<bool> verifiedOf(qint8 number)
{
    return number < 0 ? std::nullopt : std::optional(number == 1);
}

class Writer
{
public:
    explicit Writer(QDataStream &to)
        : m_to(to)
    {
    }
    void operator()(const HandledUpdate &what)
    {
        m_to << quint8(Handled) << what.user.toString() << what.device.toString() << what.streamId.toString() << textsOf(what.prevIds)
             << what.at;
    }
    void operator()(const UpdateContent &what)
    {
        m_to << quint8(Content) << what.user.toString() << bytesOf(what.content) << what.at << what.origin.toString() << what.transaction
             << qint32(what.index) << numberOf(what.verified) << what.signingKey << what.otherKeys;
    }
    void operator()(const SigningKeys &what)
    {
        m_to << quint8(Keys) << what.user.toString() << bytesOf(what.masterKey) << bytesOf(what.selfSigningKey) << what.at
             << what.origin.toString() << what.transaction << qint32(what.index) << numberOf(what.verified) << qint32(what.verdict);
    }
    void operator()(const BatchVerdict &what)
    {
        m_to << quint8(BatchDecided) << what.user.toString() << what.requiringResync << what.devices << what.at;
    }
    void operator()(const UpdateDecision &what)
    {
        m_to << quint8(Decided) << what.user.toString() << what.device.toString() << what.streamId.toString() << textsOf(what.prevIds)
             << what.transaction << qint32(what.index) << qint32(what.verdict) << what.why << what.at;
    }
    void operator()(const ResyncOutcome &what)
    {
        m_to << quint8(Resync) << what.user.toString() << qint32(what.step) << what.streamId.toString() << what.devices << what.error
             << what.at;
    }
    void operator()(const IgnoredUpdate &what)
    {
        m_to << quint8(Ignored) << what.user.toString() << what.device.toString() << qint32(what.reason) << what.at
             << what.origin.toString();
    }
    void operator()(const HeadSeen &) { m_to << quint8(None); }
    void operator()(const MarkerSeen &) { m_to << quint8(None); }
    void operator()(const ServerTrouble &) { m_to << quint8(None); }

private:
    QDataStream &m_to;
};

std::optional<Observation> readObservation(QDataStream &from, bool &isNone)
{
    quint8 kind = 0;
    from >> kind;
    isNone = kind == None;
    QString user, device, stream, origin, text;
    QStringList prev;
    QByteArray first, second;
    qint32 index = 0, number = 0;
    qint8 verified = -1;
    if (kind == None)
        return std::nullopt;
    from >> user;
    switch (kind) {
    case Handled: {
        HandledUpdate what;
        from >> device >> stream >> prev >> what.at;
        what.user = UserId(user);
        what.device = DeviceId(device);
        what.streamId = StreamId(stream);
        what.prevIds = idsOf(prev);
        return what;
    }
    case Content: {
        UpdateContent what;
        from >> first >> what.at >> origin >> what.transaction >> index >> verified >> what.signingKey >> what.otherKeys;
        what.user = UserId(user);
        what.content = jsonOf(first);
        what.origin = ServerName(origin);
        what.index = index;
        what.verified = verifiedOf(verified);
        return what;
    }
    case Keys: {
        SigningKeys what;
        from >> first >> second >> what.at >> origin >> what.transaction >> index >> verified >> number;
        what.user = UserId(user);
        what.masterKey = jsonOf(first);
        what.selfSigningKey = jsonOf(second);
        what.origin = ServerName(origin);
        what.index = index;
        what.verified = verifiedOf(verified);
        what.verdict = Verdict(number);
        return what;
    }
    case BatchDecided: {
        BatchVerdict what;
        from >> what.requiringResync >> what.devices >> what.at;
        what.user = UserId(user);
        return what;
    }
    case Decided: {
        UpdateDecision what;
        from >> device >> stream >> prev >> what.transaction >> index >> number >> what.why >> what.at;
        what.user = UserId(user);
        what.device = DeviceId(device);
        what.streamId = StreamId(stream);
        what.prevIds = idsOf(prev);
        what.index = index;
        what.verdict = Verdict(number);
        return what;
    }
    case Resync: {
        ResyncOutcome what;
        from >> number >> stream >> what.devices >> what.error >> what.at;
        what.user = UserId(user);
        what.step = ResyncOutcome::Step(number);
        what.streamId = StreamId(stream);
        return what;
    }
    case Ignored: {
        IgnoredUpdate what;
        from >> device >> number >> what.at >> origin;
        what.user = UserId(user);
        what.device = DeviceId(device);
        what.reason = IgnoredUpdate::Reason(number);
        what.origin = ServerName(origin);
        return what;
    }
    default:
        return std::nullopt;
    }
}

} // namespace

QByteArray encodeItems(const QList<Recorder::Item> &items)
{
    QByteArray bytes;
    QDataStream to(&bytes, QIODevice::WriteOnly);
    to.setVersion(QDataStream::Qt_6_4);
    to << version << quint32(items.size());
    for (const Recorder::Item &item : items) {
        to << qint32(item.feed.source) << item.feed.stream << item.feed.isUnproven << item.feed.isForgeable;
        std::visit(Writer(to), item.what);
    }
    return bytes;
}

std::optional<QList<Recorder::Item>> decodeItems(const QByteArray &bytes)
{
    QDataStream from(bytes);
    from.setVersion(QDataStream::Qt_6_4);
    quint8 itsVersion = 0;
    quint32 count = 0;
    from >> itsVersion >> count;
    if (itsVersion != version)
        return std::nullopt;
    QList<Recorder::Item> items;
    for (quint32 i = 0; i < count; ++i) {
        Feed feed;
        qint32 source = 0;
        from >> source >> feed.stream >> feed.isUnproven >> feed.isForgeable;
        feed.source = UpdateSource(source);
        bool isNone = false;
        const auto what = readObservation(from, isNone);
        if (from.status() != QDataStream::Ok || (!what && !isNone))
            return std::nullopt;
        if (what)
            items.append({.feed = feed, .what = *what});
    }
    return from.status() == QDataStream::Ok ? std::optional(items) : std::nullopt;
}

} // namespace Lockstep::History

// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/stalemessages.h"

#include "core/canonicaljson.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

/// Clients ignore an older request.
constexpr qint64 verificationLivesMs = 10 * 60 * 1000;

enum class Role : quint8 { None, Request, Cancellation };

/// A message that belongs to an exchange: which, and what it is in it.
struct Part
{
    Role role = Role::None;
    QString exchange; ///< sender, kind and the ids by which a cancellation finds its request
    StaleKind cancelled = StaleKind::Unknown;
    DeviceId asker;
};

/// One text of several, so that no two lists of texts give the same.
QString joined(std::initializer_list<QString> texts)
{
    QString all;
    for (const QString &text : texts)
        all += QString::number(text.size()) + u':' + text;
    return all;
}

Part partOf(const QueuedMessage &message)
{
    const auto text = [&](QStringView name) { return message.content.value(name).toString(); };
    Part part;
    const bool isKey = message.type == "m.room_key_request"_L1, isSecret = message.type == "m.secret.request"_L1;
    if (isKey || isSecret) {
        const QString action = text(u"action"), id = text(u"request_id"), device = text(u"requesting_device_id");
        // An m.secret.request names its action; a request without ids is no part of anything.
        if (id.isEmpty() || device.isEmpty())
            return part;
        part.role = action == "request"_L1 ? Role::Request : action == "request_cancellation"_L1 ? Role::Cancellation : Role::None;
        part.exchange = joined({message.sender.toString(), message.type, id, device});
        part.cancelled = isKey ? StaleKind::CancelledKeyRequest : StaleKind::CancelledSecretRequest;
        part.asker = DeviceId(device);
    } else if (message.type == "m.key.verification.request"_L1 || message.type == "m.key.verification.cancel"_L1) {
        const QString id = text(u"transaction_id");
        if (id.isEmpty())
            return part;
        part.role = message.type.endsWith("request"_L1) ? Role::Request : Role::Cancellation;
        part.exchange = joined({message.sender.toString(), u"verification"_s, id});
        part.cancelled = StaleKind::CancelledVerification;
        part.asker = DeviceId(text(u"from_device").isEmpty() ? text(u"device_id") : text(u"from_device"));
    }
    return part;
}

bool isExpired(const QueuedMessage &message, qint64 now)
{
    const qint64 sent = message.content.value(u"timestamp").toInteger();
    return message.type == "m.key.verification.request"_L1 && sent > 0 && sent < now - verificationLivesMs;
}

} // namespace

QList<StaleKind> staleMessages(
    const QList<QueuedMessage> &messages, qint64 now, const std::function<bool(const UserId &user, const DeviceId &device)> &isGone)
{
    QList<StaleKind> kinds(messages.size(), StaleKind::Unknown);
    QList<Part> parts;
    parts.reserve(messages.size());
    QHash<QString, QList<qsizetype>> open; ///< requests of an exchange that were not cancelled so far
    QHash<QString, bool> gone;
    for (qsizetype i = 0; i < messages.size(); ++i) {
        const QueuedMessage &message = messages.at(i);
        parts.append(partOf(message));
        const Part &part = parts.constLast();
        if (part.role == Role::None)
            continue;
        if (part.role == Role::Cancellation) {
            // What was asked again after it is another request.
            for (const qsizetype request : open.take(part.exchange))
                kinds[request] = kinds[i] = part.cancelled;
            continue;
        }
        open[part.exchange].append(i);
        if (isExpired(message, now))
            kinds[i] = StaleKind::ExpiredVerification;
    }
    // Of equal requests that nobody cancelled the newest one is enough.
    for (const QList<qsizetype> &requests : std::as_const(open)) {
        QHash<QByteArray, qsizetype> newest;
        for (const qsizetype i : requests) {
            if (messages.at(i).type != "m.room_key_request"_L1)
                continue;
            QJsonObject asked = messages.at(i).content;
            asked.remove(u"org.matrix.msgid"); // each copy has one of its own
            const auto content = canonicalJson(asked);
            if (!content)
                continue;
            if (const auto earlier = newest.constFind(*content); earlier != newest.cend())
                kinds[*earlier] = StaleKind::RepeatedKeyRequest;
            newest.insert(*content, i);
        }
    }
    for (qsizetype i = 0; i < messages.size(); ++i) {
        const Part &part = parts.at(i);
        if (kinds.at(i) != StaleKind::Unknown || part.role == Role::None || part.asker.isEmpty())
            continue;
        const QString asker = joined({messages.at(i).sender.toString(), part.asker.toString()});
        if (!gone.contains(asker))
            gone.insert(asker, isGone(messages.at(i).sender, part.asker));
        if (gone.value(asker))
            kinds[i] = StaleKind::AskerGone;
    }
    return kinds;
}

} // namespace Lockstep

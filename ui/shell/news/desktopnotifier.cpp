// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/news/desktopnotifier.h"

#include "core/log.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QVariantMap>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
const QString service = u"org.freedesktop.Notifications"_s;
const QString path = u"/org/freedesktop/Notifications"_s;
constexpr qsizetype maxSummary = 200;
constexpr qsizetype maxBody = 600;

QDBusMessage callOf(const QString &method)
{
    return QDBusMessage::createMethodCall(service, path, service, method);
}
} // namespace

DesktopNotifier::DesktopNotifier(const QDBusConnection &bus, QObject *parent)
    : Notifier(parent)
    , m_bus(bus)
{
    m_bus.connect(service, path, service, u"ActionInvoked"_s, this, SLOT(actionInvoked(uint, QString)));
    m_bus.connect(service, path, service, u"NotificationClosed"_s, this, SLOT(notificationClosed(uint, uint)));
}

void DesktopNotifier::notify(const QString &summary, const QString &body, const QString &key)
{
    if (!m_bus.isConnected())
        return;
    if (m_capabilitiesKnown) {
        send(summary, body, key);
        return;
    }
    auto *answer = new QDBusPendingCallWatcher(m_bus.asyncCall(callOf(u"GetCapabilities"_s)), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer, summary, body, key] {
        answer->deleteLater();
        const QDBusPendingReply<QStringList> reply = *answer;
        if (reply.isError())
            return; // no service
        m_capabilitiesKnown = true;
        m_takesMarkup = reply.value().contains(u"body-markup"_s);
        send(summary, body, key);
    });
}

void DesktopNotifier::send(const QString &summary, const QString &body, const QString &key)
{
    m_key = key;
    // Only the body can hold markup. A line break is meant, everything else of that kind is not.
    QStringList lines = body.left(maxBody).split(u'\n');
    for (QString &line : lines)
        line = m_takesMarkup ? displayable(line, maxBody).toHtmlEscaped() : displayable(line, maxBody);
    QDBusMessage message = callOf(u"Notify"_s);
    message << u"Lockstep"_s << m_id << u"io.github.lockstep.Lockstep"_s << displayable(summary, maxSummary) << lines.join(u'\n')
            << QStringList{u"default"_s, tr("Show")} << QVariantMap{{u"desktop-entry"_s, u"io.github.lockstep.Lockstep"_s}} << -1;
    auto *answer = new QDBusPendingCallWatcher(m_bus.asyncCall(message), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer] {
        answer->deleteLater();
        const QDBusPendingReply<uint> reply = *answer;
        if (!reply.isError())
            m_id = reply.value();
    });
}

void DesktopNotifier::actionInvoked(uint id, const QString &action)
{
    if (id == m_id && id != 0 && action == u"default")
        Q_EMIT activated(m_key);
}

void DesktopNotifier::notificationClosed(uint id, uint)
{
    if (id == m_id)
        m_id = 0;
}

} // namespace Lockstep

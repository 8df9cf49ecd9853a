// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/preferences/look.h"

#include "session/preferences.h"
#include "session/settings.h"
#include "ui/widgets/darkpalette.h"
#include "ui/widgets/density.h"
#include "ui/words/timestyle.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
// https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Settings.html
const QString service = u"org.freedesktop.portal.Desktop"_s;
const QString path = u"/org/freedesktop/portal/desktop"_s;
const QString interface = u"org.freedesktop.portal.Settings"_s;
const QString appearance = u"org.freedesktop.appearance"_s;
const QString scheme = u"color-scheme"_s;

Look::Desktop desktopFrom(const QVariant &value)
{
    // 0: no preference, 1: dark, 2: light.
    const uint number = value.toUInt();
    return number == 1 ? Look::Desktop::Dark : number == 2 ? Look::Desktop::Light : Look::Desktop::Unknown;
}
} // namespace

Look::Look(Settings *settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_style(QApplication::style()->name())
{
    connect(settings, &Settings::preferenceChanged, this, &Look::apply);
    apply();
    askDesktop();
}

void Look::askDesktop()
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(service, path, interface, u"SettingChanged"_s, this, SLOT(portalChanged(QString, QString, QDBusVariant)));
    QDBusMessage question = QDBusMessage::createMethodCall(service, path, interface, u"Read"_s);
    question << appearance << scheme;
    auto *answer = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer] {
        answer->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *answer;
        if (reply.isError())
            return; // no portal: the palette is all there is
        QVariant value = reply.value().variant();
        if (value.canConvert<QDBusVariant>()) // Read() packs it twice
            value = value.value<QDBusVariant>().variant();
        setDesktop(desktopFrom(value));
    });
}

void Look::portalChanged(const QString &group, const QString &key, const QDBusVariant &value)
{
    if (group == appearance && key == scheme)
        setDesktop(desktopFrom(value.variant()));
}

void Look::setDesktop(Desktop desktop)
{
    m_desktop = desktop;
    apply();
}

void Look::apply()
{
    const Preferences wanted = Preferences::of(*m_settings);
    TimeStyle::setCurrent({.zone = wanted.utc ? TimeStyle::Zone::Utc : TimeStyle::Zone::Local,
        .format = wanted.absoluteTimes ? TimeStyle::Format::Absolute : TimeStyle::Format::Relative});
    setCompactRows(wanted.density == Preferences::Density::Compact);
    const bool follows = wanted.theme == Preferences::Theme::System;
    const bool dark = wanted.theme == Preferences::Theme::Dark || (follows && m_desktop == Desktop::Dark);
    const bool light = wanted.theme == Preferences::Theme::Light;
    if (!dark && !light) {
        if (std::exchange(m_isOwn, false)) {
            QApplication::setStyle(m_style);
            QApplication::setPalette(QPalette());
        }
        return;
    }
    const QPalette palette = dark ? darkPalette() : lightPalette();
    if (m_isOwn && QApplication::palette() == palette)
        return;
    m_isOwn = true;
    // The one style that draws everything from the palette.
    QApplication::setStyle(u"fusion"_s);
    QApplication::setPalette(palette);
}

} // namespace Lockstep

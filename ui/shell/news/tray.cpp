// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/news/tray.h"

#include "core/log.h"
#include "session/preferences.h"
#include "session/settings.h"

#include <QApplication>
#include <QMenu>
#include <QStackedWidget>
#include <QSystemTrayIcon>
#include <QTabWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Presentation::Tone;

namespace {
QIcon iconOf(Tone tone)
{
    switch (tone) {
    case Tone::Critical:
        return Presentation::icon(u"error"_s, tone);
    case Tone::Warning:
    case Tone::Notice:
        return Presentation::icon(u"warning"_s, tone);
    case Tone::Good:
        return QApplication::windowIcon();
    case Tone::Quiet:
        break;
    }
    return Presentation::icon(u"state-unknown"_s);
}

void raise(QWidget *widget)
{
    // Its window's: it may be a tab of one.
    if (auto *stack = qobject_cast<QStackedWidget *>(widget->parentWidget()); stack && qobject_cast<QTabWidget *>(stack->parentWidget()))
        qobject_cast<QTabWidget *>(stack->parentWidget())->setCurrentWidget(widget);
    QWidget *window = widget->window();
    window->setWindowState(window->windowState() & ~Qt::WindowMinimized);
    window->show();
    window->raise();
    window->activateWindow();
}
} // namespace

Tray::Tray(Settings *settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
{
    connect(settings, &Settings::preferenceChanged, this, &Tray::follow);
    follow();
}

Tray::~Tray() = default;

void Tray::follow()
{
    const bool wanted = Preferences::of(*m_settings).tray;
    if (wanted == (m_icon != nullptr))
        return;
    if (!wanted) {
        m_icon.reset();
        m_menu.reset();
        return;
    }
    m_menu = std::make_unique<QMenu>();
    connect(m_menu.get(), &QMenu::aboutToShow, this, [this] {
        m_menu->clear();
        for (auto it = m_states.cbegin(); it != m_states.cend(); ++it)
            m_menu->addAction(QString(it->text).replace(u'&', u"&&"_s), it.key(), [window = it.key()] { raise(window); });
        m_menu->addSeparator();
        m_menu->addAction(tr("Quit"), qApp, &QApplication::closeAllWindows);
    });
    m_icon = std::make_unique<QSystemTrayIcon>();
    m_icon->setContextMenu(m_menu.get());
    connect(m_icon.get(), &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick)
            activate();
    });
    update();
    m_icon->show(); // where there is no tray now, as soon as there is one
}

void Tray::setState(QWidget *window, Tone tone, const QString &text)
{
    if (!m_states.contains(window))
        connect(window, &QObject::destroyed, this, [this, window] {
            m_states.remove(window);
            update();
        });
    m_states.insert(window, {tone, text});
    update();
}

bool Tray::isShown() const
{
    return m_icon && m_icon->isVisible();
}

Tone Tray::tone() const
{
    Tone worst = Tone::Good;
    bool isUnknown = m_states.isEmpty();
    for (const State &state : m_states) {
        isUnknown = isUnknown || state.tone == Tone::Quiet;
        if (state.tone != Tone::Quiet)
            worst = std::max(worst, state.tone);
    }
    // What is not known is no good news.
    return isUnknown && worst == Tone::Good ? Tone::Quiet : worst;
}

QString Tray::text() const
{
    QStringList lines;
    for (const State &state : m_states)
        lines << (state.text.isEmpty() ? tr("not connected") : state.text);
    lines.sort();
    return lines.isEmpty() ? tr("not connected") : lines.join(u'\n');
}

void Tray::update()
{
    if (!m_icon)
        return;
    m_icon->setIcon(iconOf(tone()));
    m_icon->setToolTip(text());
}

void Tray::activate()
{
    const auto worst = std::ranges::max_element(m_states, {}, &State::tone);
    if (worst != m_states.end())
        raise(worst.key());
}

} // namespace Lockstep

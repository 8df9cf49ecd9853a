// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Where somebody was in the window: back and forward as in a browser, and the same place again at the next start.

#include "session/preferences.h"
#include "session/settings.h"
#include "ui/pages/page.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/pagetable.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QMenu>
#include <QStatusBar>

#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int keepMs = 1000; ///< somebody who holds a key down in a list goes nowhere yet
constexpr int messageMs = 8000;
constexpr qsizetype longestKept = 16 * 1024; ///< what is longer was not written by us
const QString keptSetting = u"place/"_s; ///< and the homeserver: JSON of a PlaceTrail::Stop
} // namespace

void MainWindow::makePlaceActions(QMenu *menu)
{
    const auto add = [&](const QString &name, int key, int step) {
        QAction *action = menu->addAction(QString(), this, [this, step] { goBack(step); });
        action->setObjectName(name);
        action->setShortcut(QKeySequence(QKeyCombination(Qt::AltModifier, Qt::Key(key))));
        return action;
    };
    m_back = add(u"back"_s, Qt::Key_Left, -1);
    m_forward = add(u"forward"_s, Qt::Key_Right, 1);
    menu->addSeparator();
    connect(menu, &QMenu::aboutToShow, this, &MainWindow::labelPlaceActions);
    m_keepSoon.setSingleShot(true);
    m_keepSoon.setInterval(keepMs);
    connect(&m_keepSoon, &QTimer::timeout, this, &MainWindow::keepPlace);
    labelPlaceActions();
}

/// With where they lead. Not with every step somewhere, but before they are seen; the keys work whatever they say.
void MainWindow::labelPlaceActions()
{
    const auto label = [this](QAction *action, int step, const QString &to, const QString &plain) {
        const auto stop = m_trail.next(step, [this](const PlaceTrail::Stop &one) { return isHidden(one); });
        if (!stop) {
            action->setText(plain);
            return;
        }
        const Page *there = page(stop->page);
        const QString place = there ? there->placeText(stop->place) : QString();
        const QString title = pageKinds().value(pageNames().indexOf(stop->page)).plainTitle();
        // An ampersand of a remote user's ID is no mnemonic.
        action->setText(to.arg(QString(place.isEmpty() ? title : place).replace(u'&', u"&&"_s)));
    };
    //: %1: a page, a user, a user and an update, or a server
    label(m_back, -1, tr("&Back to %1"), tr("&Back"));
    //: %1: a page, a user, a user and an update, or a server
    label(m_forward, 1, tr("For&ward to %1"), tr("For&ward"));
}

void MainWindow::followPage(Page *page)
{
    connect(page, &Page::placeChanged, this, [this, page](Place::Way way) { notePlace(page, way); });
    connect(page, &Page::backRequested, this, &MainWindow::goBack);
}

bool MainWindow::isHidden(const PlaceTrail::Stop &stop) const
{
    const Page *there = page(stop.page);
    return !there || there->hides(stop.place);
}

void MainWindow::notePlace(const Page *page, Place::Way way)
{
    if (m_pages.isEmpty() || page != currentPage())
        return;
    const PlaceTrail::Stop here{.page = pageNames().at(m_pages.indexOf(page)), .place = page->place(), .way = way};
    m_keepSoon.start();
    if (m_going) {
        const bool onTheWay = m_going->page == here.page && here.place.leadsTo(m_going->place);
        const bool byItself = way != Place::Way::Jump && !page->isSettled();
        if (here.place.subject != m_going->place.subject && (onTheWay || byItself))
            return;
        m_going.reset();
    }
    m_trail.visit(here);
}

void MainWindow::goBack(int step)
{
    if (m_pages.isEmpty())
        return;
    const auto stop = m_trail.go(step, [this](const PlaceTrail::Stop &one) { return isHidden(one); });
    if (!stop) {
        statusBar()->showMessage(step < 0 ? tr("There is nothing before this.") : tr("There is nothing after this."), messageMs);
        return;
    }
    m_going = stop;
    openPage(stop->page, stop->place.arguments());
}

bool MainWindow::keepsPlaces() const
{
    return !m_session->homeserver().isLocalFile();
}

void MainWindow::keepPlace()
{
    m_keepSoon.stop();
    const Page *here = m_pages.isEmpty() ? nullptr : currentPage();
    if (!here || !keepsPlaces() || m_session->info().serverName.isEmpty())
        return;
    const Place place = here->place();
    const QJsonObject kept{{u"page"_s, pageNames().at(m_pages.indexOf(here))}, {u"subject"_s, QJsonObject::fromVariantMap(place.subject)},
        {u"look"_s, QJsonObject::fromVariantMap(place.look)}};
    m_services.settings->setUiValue(
        keptSetting + m_session->info().serverName.toString(), QString::fromUtf8(QJsonDocument(kept).toJson(QJsonDocument::Compact)));
}

/// The page of last time, of whatever homeserver; the place on it, if it was this one's.
bool MainWindow::restorePlace()
{
    const Settings &settings = *m_services.settings;
    if (!Preferences::of(settings).restore || !keepsPlaces())
        return false;
    QString name = settings.uiValue(u"page"_s).toString();
    Place place;
    const QByteArray text = settings.uiValue(keptSetting + m_session->info().serverName.toString()).toString().toUtf8();
    if (text.size() <= longestKept) {
        const QJsonObject kept = QJsonDocument::fromJson(text).object();
        place = {.subject = kept.value("subject"_L1).toObject().toVariantMap(), .look = kept.value("look"_L1).toObject().toVariantMap()};
        if (pageNames().contains(kept.value("page"_L1).toString()))
            name = kept.value("page"_L1).toString();
        else
            place = {};
    }
    const auto index = pageNames().indexOf(name);
    if (index < 0)
        return false;
    QVariantMap arguments;
    if (!place.subject.isEmpty() || !place.look.isEmpty()) {
        arguments = place.arguments();
        arguments.insert(u"restored"_s, true);
    }
    m_going = PlaceTrail::Stop{.page = name, .place = place};
    m_trail.visit(*m_going);
    setCurrentPage(int(index), arguments);
    return true;
}

} // namespace Lockstep

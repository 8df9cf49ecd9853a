// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/overview/incidentsection.h"

#include "core/log.h"
#include "inspection/client/client.h"
#include "model/incidentmodel.h"
#include "session/session.h"
#include "ui/pages/copylink.h"
#include "ui/pages/overview/incidentdetails.h"
#include "ui/pages/overview/incidentlist.h"
#include "ui/widgets/banner.h"
#include "ui/words/incidentwords.h"

#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <climits>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Inspection::IncidentState;

namespace {
constexpr int spacingMs = 1'500;
constexpr int hiddenSpacingMs = 5'000; // the side bar's badge shows it
} // namespace

IncidentSection::IncidentSection(Session *session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_open(new IncidentModel(session->client(), IncidentState::Open, this))
    , m_ended(new IncidentModel(session->client(), IncidentState::Ended, this))
    , m_failure(new Banner(this))
    , m_note(Presentation::plainLabel({}, this))
    , m_openList(makeList(m_open, u"openIncidents"_s, tr("Open incidents")))
    , m_more(Presentation::plainLabel({}, this))
    , m_endedArea(new QWidget(this))
    , m_endedList(makeList(m_ended, u"endedIncidents"_s, tr("Incidents that ended lately")))
    , m_older(new QPushButton(tr("Show older ones"), m_endedArea))
{
    Presentation::setQuiet(m_more);
    Presentation::setQuiet(m_note);
    m_note->hide();
    m_more->hide();
    auto *title = Presentation::plainLabel(tr("Ended lately"), m_endedArea);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    m_older->setAutoDefault(false);
    auto *ended = new QVBoxLayout(m_endedArea);
    ended->setContentsMargins(0, 8, 0, 0);
    ended->setSpacing(4);
    ended->addWidget(title);
    ended->addWidget(m_endedList);
    ended->addWidget(m_older, 0, Qt::AlignLeft);
    m_endedArea->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_failure);
    layout->addWidget(m_note);
    layout->addWidget(m_openList);
    layout->addWidget(m_more);
    layout->addWidget(m_endedArea);
    connect(m_failure, &Banner::actionTriggered, this, &IncidentSection::reload);
    connect(m_older, &QPushButton::clicked, m_ended, &IncidentModel::showMore);
    connect(m_session, &Session::infoChanged, this, &IncidentSection::update);
    for (IncidentModel *model : {m_open, m_ended})
        connect(model, &IncidentModel::stateChanged, this, [this] {
            update();
            openWanted();
            Q_EMIT changed();
        });
}

IncidentList *IncidentSection::makeList(IncidentModel *model, const QString &name, const QString &accessibleName)
{
    auto *details = new IncidentDetails(m_session, this);
    auto *list = new IncidentList(model, details, this);
    list->setObjectName(name);
    list->setAccessibleName(accessibleName);
    list->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(list, &QWidget::customContextMenuRequested, this, [this, list](const QPoint &position) {
        const QModelIndex index = list->indexAt(position).isValid() ? list->indexAt(position) : list->currentIndex();
        auto *menu = new QMenu(list);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        addCopyLink(menu, m_session, u"overview"_s, {{u"incident"_s, index.data(IncidentModel::KeyRole).toString()}});
        menu->popup(list->viewport()->mapToGlobal(position));
    });
    connect(list, &IncidentList::openedChanged, this, [this, list] {
        // One is read at a time: which that is, is where somebody is.
        if (IncidentList *other = list == m_openList ? m_endedList : m_openList; !list->openedIncident().isEmpty())
            other->closeIncident();
        Q_EMIT openedChanged();
    });
    connect(details, &IncidentDetails::openRequested, this, &IncidentSection::openRequested);
    connect(details, &IncidentDetails::statusMessage, this, &IncidentSection::statusMessage);
    connect(details, &IncidentDetails::changed, this, [this](const Inspection::Incident &incident) {
        m_open->take(incident);
        m_ended->take(incident);
    });
    return list;
}

bool IncidentSection::isToldBy(const Inspection::Info &info)
{
    return info.incidents.available || isFirstLook(info);
}

bool IncidentSection::isFirstLook(const Inspection::Info &info)
{
    return !info.incidents.available && !info.incidents.reason.isEmpty();
}

bool IncidentSection::isKnown() const
{
    return m_open->hasLoaded();
}

QString IncidentSection::headline() const
{
    if (!m_open->hasLoaded())
        return m_open->error() ? tr("What is wrong is not known") : tr("The first look at the homeserver is under way");
    if (const qint64 urgent = m_open->urgent(); urgent > 0)
        return tr("%n incident(s) need(s) attention", nullptr, int(std::min<qint64>(urgent, INT_MAX)));
    if (m_open->muted() > 0)
        return tr("No incident is open that was not muted");
    return m_open->notes() > 0 ? tr("Nothing but notes is open") : tr("No incident is open");
}

Presentation::Tone IncidentSection::tone() const
{
    return m_open->urgent() == 0 ? Presentation::Tone::Quiet
        : m_open->errors() > 0   ? Presentation::Tone::Critical
                                 : Presentation::Tone::Warning;
}

void IncidentSection::load()
{
    for (IncidentModel *model : {m_open, m_ended}) {
        if (!model->hasLoaded() && !model->isLoading() && !model->error())
            model->refresh();
    }
}

void IncidentSection::reload()
{
    m_open->refresh();
    m_ended->refresh();
}

void IncidentSection::onEvent(const Inspection::Event &event)
{
    m_open->onEvent(event);
    m_ended->onEvent(event);
}

bool IncidentSection::isSettled() const
{
    return !m_open->isLoading() && !m_ended->isLoading();
}

void IncidentSection::open(const QString &id)
{
    m_wanted = id;
    load();
    openWanted();
}

QString IncidentSection::opened() const
{
    const QString open = m_openList->openedIncident();
    return open.isEmpty() ? m_endedList->openedIncident() : open;
}

void IncidentSection::close()
{
    m_wanted.clear();
    m_openList->closeIncident();
    m_endedList->closeIncident();
}

QString IncidentSection::titleOf(const QString &id) const
{
    const Inspection::Incident *incident = m_open->find(id);
    if (!incident)
        incident = m_ended->find(id);
    return incident ? IncidentWords::title(*incident) : QString();
}

void IncidentSection::openWanted()
{
    if (m_wanted.isEmpty() || !m_open->hasLoaded())
        return;
    const QString id = m_wanted;
    if (m_openList->openIncident(id) || m_endedList->openIncident(id)) {
        m_wanted.clear();
        (m_openList->openedIncident() == id ? m_openList : m_endedList)->setFocus();
    } else if (m_ended->hasLoaded() && isSettled()) {
        m_wanted.clear();
        Q_EMIT statusMessage(tr("That incident is over and not among the latest ones any more."));
    }
}

void IncidentSection::update()
{
    const auto &error = m_open->error();
    if (error)
        //: %1: what went wrong
        m_failure->showMessage(Presentation::Tone::Warning, tr("The incidents are not up to date: %1").arg(displayable(error->text, 400)),
            tr("Try again"), false);
    else
        m_failure->hide();
    const Inspection::Availability &available = m_session->info().incidents;
    m_note->setText(available.available ? displayable(available.reason, 400) : QString());
    m_note->setVisible(!m_note->text().isEmpty());
    m_openList->setVisible(m_open->rowCount() > 0);
    const qint64 more = m_open->more();
    m_more->setVisible(more != 0);
    if (more < 0)
        m_more->setText(tr("The worst %1 are shown; there are more.").arg(Presentation::count(IncidentModel::mostShown)));
    else if (more > 0)
        m_more->setText(tr("The worst %1 are shown; there are %2 more.")
                            .arg(Presentation::count(IncidentModel::mostShown), Presentation::count(more, false, m_open->isMoreAtLeast())));
    m_endedArea->setVisible(m_ended->rowCount() > 0);
    m_older->setVisible(m_ended->hasMore());
}

void IncidentSection::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    for (IncidentModel *model : {m_open, m_ended})
        model->setSpacing(spacingMs);
}

void IncidentSection::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    for (IncidentModel *model : {m_open, m_ended})
        model->setSpacing(hiddenSpacingMs);
}

} // namespace Lockstep

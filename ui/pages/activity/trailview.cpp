// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/activity/trailview.h"

#include "model/exportsource.h"
#include "model/trailmodel.h"
#include "session/session.h"
#include "ui/pages/activity/trailcolumns.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/listpanel.h"
#include "ui/words/choicename.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Inspection::TrailAction;

namespace {
constexpr int readEveryMs = 500;
} // namespace

TrailView::TrailView(Session *session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new TrailModel(session->client(), this))
    , m_list(new ListPanel(m_model, TrailColumns::all(), u"trail"_s, this))
    , m_action(new QComboBox(this))
    , m_details(Presentation::plainLabel({}, this))
{
    m_list->setSearch({TrailModel::By, TrailModel::On}, tr("Search user or server"));
    m_list->view()->setAccessibleName(tr("Who did what"));
    m_list->setFields(TrailColumns::fields(), session->settings());
    m_list->setCountText([](int rows) { return tr("%n entry(s)", nullptr, rows); });
    m_list->setLoadingText(tr("Reading who did what …"));
    m_list->setEmptyText(tr("Nothing was done yet"),
        tr("Every refresh, every end of a backoff and every look at contents of messages is kept here: who, when, on whom, and what came "
           "of it."));
    Presentation::nameChoice(m_action, tr("What is shown"));
    m_action->addItem(tr("Everything"));
    m_action->addItem(tr("Refreshes"), int(TrailAction::Refresh));
    m_action->addItem(tr("Ends of a backoff"), int(TrailAction::ResetDestination));
    m_action->addItem(tr("Looks at contents"), int(TrailAction::ReadContents));
    m_action->addItem(tr("Acknowledged incidents"), int(TrailAction::AcknowledgeIncident));
    m_action->addItem(tr("Muted incidents"), int(TrailAction::MuteIncidents));
    m_action->addItem(tr("Unmuted incidents"), int(TrailAction::UnmuteIncidents));
    m_action->addItem(tr("Audits"), int(TrailAction::Audit));
    m_list->bar()->addWidget(m_action);
    m_list->bar()->addStretch(1);
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_details->setObjectName(u"trailDetails"_s);
    m_details->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_details);

    connect(m_action, &QComboBox::currentIndexChanged, this, [this] {
        const QVariant action = m_action->currentData();
        m_model->setAction(action.isValid() ? std::optional(TrailAction(action.toInt())) : std::nullopt);
    });
    connect(m_list, &ListPanel::currentRowChanged, this, &TrailView::showCurrent);
    connect(m_list, &ListPanel::activated, this, &TrailView::open);
    connect(m_model, &PagedModel::stateChanged, this, &TrailView::showCurrent);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &TrailView::showCurrent);
    m_list->actions()->setMenuFiller([this](QMenu *menu) {
        if (const int row = m_list->currentRow(); row >= 0)
            menu->addAction(tr("Show on whom it was"), this, [this, row] { open(row); });
    });
    connect(session, &Session::eventReceived, this, &TrailView::handleEvent);
    m_readTimer.setSingleShot(true);
    m_readTimer.setInterval(readEveryMs);
    connect(&m_readTimer, &QTimer::timeout, this, &TrailView::readIfDirty);
}

void TrailView::reload()
{
    m_dirty = false;
    m_model->refresh();
}

bool TrailView::isSettled() const
{
    return m_list->isSettled();
}

ExportSource TrailView::exported() const
{
    ExportSource source = exportOfTrail(m_session->client(), m_model->action(), {});
    filterExport(&source, m_list->filter(), {u"by"_s, u"on"_s});
    return source;
}

void TrailView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    QTimer::singleShot(0, this, &TrailView::readIfDirty);
}

void TrailView::handleEvent(const Inspection::Event &event)
{
    if (event.type != Inspection::EventType::Trail && event.type != Inspection::EventType::Gap)
        return;
    m_dirty = true;
    if (!m_readTimer.isActive())
        m_readTimer.start();
}

void TrailView::readIfDirty()
{
    if (!isVisible() || !m_dirty)
        return;
    m_dirty = false;
    if (!m_model->hasLoaded() && !m_model->isLoading())
        m_model->restart();
    else
        m_list->refreshRows();
}

void TrailView::showCurrent()
{
    const int row = m_list->currentRow();
    m_details->setVisible(row >= 0);
    if (row >= 0)
        m_details->setText(TrailColumns::details(m_model->at(row)).join(u'\n'));
}

void TrailView::open(int row)
{
    const Inspection::TrailEntry &entry = m_model->at(row);
    switch (entry.action) {
    case TrailAction::Refresh:
        Q_EMIT openRequested(u"users"_s, {{u"user"_s, entry.on}});
        break;
    case TrailAction::ResetDestination:
        Q_EMIT openRequested(u"servers"_s, {{u"server"_s, entry.on}});
        break;
    case TrailAction::ReadContents: {
        const QString queue = entry.on.startsWith(u'@') ? u"inbox"_s : u"outbox"_s;
        Q_EMIT openRequested(u"queues"_s, {{u"queue"_s, queue}, {u"search"_s, entry.on.section(u' ', 0, 0)}});
        break;
    }
    case TrailAction::AcknowledgeIncident:
        Q_EMIT openRequested(u"overview"_s, {{u"incident"_s, entry.on}});
        break;
    case TrailAction::MuteIncidents:
    case TrailAction::UnmuteIncidents:
        Q_EMIT openRequested(u"overview"_s, {});
        break;
    case TrailAction::Audit:
        Q_EMIT openRequested(u"audit"_s, {{u"audit"_s, entry.on}});
        break;
    case TrailAction::Unknown:
        break;
    }
}

} // namespace Lockstep

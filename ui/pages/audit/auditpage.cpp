// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/audit/auditpage.h"

#include "model/auditmodel.h"
#include "model/exportsource.h"
#include "session/session.h"
#include "ui/pages/audit/auditcolumns.h"
#include "ui/pages/audit/auditdialog.h"
#include "ui/pages/audit/auditpane.h"
#include "ui/pages/copylink.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/listpanel.h"
#include "ui/words/incidentwords.h"

#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int readEveryMs = 500;
}

AuditPage::AuditPage(Session *session, QWidget *parent)
    : Page(session, parent)
    , m_model(new AuditModel(session->client(), this))
    , m_list(new ListPanel(m_model, AuditColumns::audits(), u"audits"_s, this))
    , m_new(new QPushButton(Presentation::icon(u"check"_s), tr("&Check lists …"), this))
    , m_pane(new AuditPane(session, this))
{
    m_list->view()->setAccessibleName(tr("Audits"));
    m_list->setCountText([](int rows) { return tr("%n audit(s)", nullptr, rows); });
    m_list->setLoadingText(tr("Reading the audits …"));
    m_list->setEmptyText(tr("No list was compared with its origin yet"),
        tr("What looks right here is only what nothing speaks against. A check compares lists with what the users' own servers say, "
           "without repairing anything: how many of all are wrong, which, and why they were missed."),
        tr("Check lists …"));
    m_new->setAutoDefault(false);
    m_new->setObjectName(u"newAudit"_s);
    m_list->bar()->addWidget(m_new);
    m_list->bar()->addStretch(1);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(u"auditSplitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_list);
    splitter->addWidget(m_pane);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    splitter->setSizes({240, 360}); // the pane is hidden until there is an audit: how much it gets would depend on when that is
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(splitter);

    connect(m_new, &QPushButton::clicked, this, [this] { openDialog({}); });
    connect(m_list, &ListPanel::emptyAction, this, [this] { openDialog({}); });
    connect(m_list, &ListPanel::currentRowChanged, this, &AuditPage::showCurrent);
    connect(m_list->view()->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        if (m_list->currentRow() >= 0)
            Q_EMIT placeChanged(Place::Way::Jump);
    });
    connect(m_model, &PagedModel::stateChanged, this, &AuditPage::modelChanged);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &AuditPage::showCurrent);
    connect(m_pane, &AuditPane::openRequested, this, &AuditPage::openRequested);
    connect(m_pane, &AuditPane::changed, m_model, &AuditModel::update);
    connect(session, &Session::eventReceived, this, &AuditPage::handleEvent);
    m_readTimer.setSingleShot(true);
    m_readTimer.setInterval(readEveryMs);
    connect(&m_readTimer, &QTimer::timeout, this, &AuditPage::readIfDirty);
}

PageKind AuditPage::kind()
{
    return {.name = u"audit"_s, .title = tr("Au&dit"), .icon = u"audit"_s, .make = makePage<AuditPage>};
}

Place AuditPage::place() const
{
    const int row = m_list->currentRow();
    return row < 0 ? Place() : Place{.subject = {{u"audit"_s, m_model->at(row).id}}};
}

QString AuditPage::placeText(const Place &place) const
{
    const int row = m_model->rowOf(place.subject.value(u"audit"_s).toString());
    //: %1: when it began
    return row < 0 ? QString() : tr("Audit of %1").arg(IncidentWords::when(m_model->at(row).started));
}

void AuditPage::activate(const QVariantMap &arguments)
{
    if (arguments.contains(u"audit"_s)) {
        m_wanted = arguments.value(u"audit"_s).toString();
        m_wantedUser = UserId(arguments.value(u"user"_s).toString());
        m_dirty = true;
    }
    readIfDirty();
    modelChanged();
    if (arguments.contains(u"server"_s) || arguments.value(u"new"_s).toBool())
        openDialog(arguments.value(u"server"_s).toString());
}

QList<ExportSource> AuditPage::exports() const
{
    return m_pane->audit().isEmpty() ? QList<ExportSource>() : QList{m_pane->exported()};
}

void AuditPage::reload()
{
    m_dirty = false;
    m_model->refresh();
    m_pane->reload();
}

bool AuditPage::isSettled() const
{
    return m_list->isSettled() && m_pane->isSettled();
}

void AuditPage::fillSelectionMenu(QMenu *menu)
{
    menu->addAction(tr("Check lists …"), this, [this] { openDialog({}); });
    if (const int row = m_list->currentRow(); row >= 0)
        addCopyLink(menu, session(), u"audit"_s, {{u"audit"_s, m_model->at(row).id}});
}

void AuditPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    QTimer::singleShot(0, this, &AuditPage::readIfDirty);
}

void AuditPage::handleEvent(const Inspection::Event &event)
{
    if (event.type != Inspection::EventType::Audit && event.type != Inspection::EventType::Gap)
        return;
    m_dirty = true;
    if (!m_readTimer.isActive())
        m_readTimer.start();
}

void AuditPage::readIfDirty()
{
    if (!isVisible() || !m_dirty)
        return;
    m_dirty = false;
    if (!m_model->hasLoaded() && !m_model->isLoading() && !m_model->error())
        m_model->restart();
    else
        m_list->refreshRows();
}

void AuditPage::modelChanged()
{
    if (!m_wanted.isEmpty()) {
        selectWanted();
    } else if (m_list->currentRow() < 0 && m_model->rowCount() > 0) {
        m_list->setCurrentRow(0);
    }
    showCurrent();
}

void AuditPage::selectWanted()
{
    if (const int row = m_model->rowOf(m_wanted); row >= 0) {
        m_list->setCurrentRow(row);
        m_wanted.clear();
        showCurrent();
        if (!m_wantedUser.isEmpty())
            m_pane->showUser(std::exchange(m_wantedUser, {}));
    } else if (m_model->hasLoaded() && !m_model->isLoading() && !m_dirty) {
        m_wanted.clear();
        m_wantedUser = {};
        Q_EMIT statusMessage(tr("That audit is not kept any more: of the older ones only the hundred newest are."));
    }
}

void AuditPage::showCurrent()
{
    const int row = m_list->currentRow();
    if (row < 0)
        m_pane->showNothing();
    else
        m_pane->showAudit(m_model->at(row));
}

void AuditPage::openDialog(const QString &server)
{
    const AuditDialog *dialog = AuditDialog::open(session(), server, this);
    connect(dialog, &AuditDialog::begun, this, [this](const QString &id) {
        m_wanted = id;
        m_dirty = true;
        readIfDirty();
    });
}

} // namespace Lockstep

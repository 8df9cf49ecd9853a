// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/audit/auditpane.h"

#include "core/log.h"
#include "inspection/client/client.h"
#include "model/auditmodel.h"
#include "model/exportsource.h"
#include "session/favourites.h"
#include "session/session.h"
#include "ui/pages/audit/auditcolumns.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/listpanel.h"
#include "ui/words/auditwords.h"
#include "ui/words/choicename.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <climits>

using namespace Qt::StringLiterals;

namespace Lockstep {

using namespace Inspection;

namespace {
constexpr qsizetype maxErrorLength = 400;

/// All lists that came to something.
qint64 told(const Audit &audit)
{
    return audit.compared() + audit.notCompared;
}
} // namespace

AuditPane::AuditPane(Session *session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new AuditedListModel(session->client(), this))
    , m_list(new ListPanel(m_model, AuditColumns::lists(), u"auditLists"_s, this))
    , m_outcome(new QComboBox(this))
    , m_differences(Presentation::plainLabel({}, this))
{
    m_list->setSearch({AuditedListModel::User}, tr("Search user"));
    m_list->view()->setAccessibleName(tr("Lists of this audit"));
    m_list->setFields(AuditColumns::listFields(), session->settings());
    m_list->setFavourites(new Favourites(session->settings(), session->info().serverName, Favourites::Kind::Users), AuditedListModel::User);
    m_list->setCountText([](int rows) { return tr("%n list(s)", nullptr, rows); });
    m_list->setLoadingText(tr("Reading what the lists came to …"));
    Presentation::nameChoice(m_outcome, tr("Which lists are shown"));
    m_outcome->setObjectName(u"auditOutcome"_s);
    m_outcome->addItem(tr("All lists"));
    for (const ListOutcome outcome : {ListOutcome::Differs, ListOutcome::Known, ListOutcome::NotCompared, ListOutcome::Same})
        m_outcome->addItem(AuditWords::outcomeIcon(outcome), AuditWords::outcomeText(outcome), int(outcome));
    m_list->bar()->addWidget(m_outcome);
    m_list->bar()->addStretch(1);
    m_differences->setObjectName(u"auditDifferences"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->addWidget(makeHead());
    layout->addWidget(m_list, 1);
    layout->addWidget(m_differences);
    connect(m_outcome, &QComboBox::activated, this, [this] {
        m_chosen = true;
        showLists();
    });
    connect(m_list, &ListPanel::currentRowChanged, this, &AuditPane::showCurrent);
    connect(m_list, &ListPanel::activated, this, &AuditPane::open);
    connect(m_model, &PagedModel::stateChanged, this, &AuditPane::showCurrent);
    m_list->actions()->setMenuFiller([this](QMenu *menu) {
        if (const int row = m_list->currentRow(); row >= 0)
            menu->addAction(tr("Show the user"), this, [this, row] { open(row); });
    });
    showNothing();
}

QWidget *AuditPane::makeHead()
{
    auto *head = new QWidget(this);
    m_sentence = Presentation::plainLabel({}, head);
    m_sentence->setObjectName(u"auditSentence"_s);
    QFont bold = m_sentence->font();
    bold.setBold(true);
    m_sentence->setFont(bold);
    m_detail = Presentation::plainLabel({}, head);
    m_detail->setObjectName(u"auditDetail"_s);
    m_progress = new QProgressBar(head);
    m_progress->setMaximumHeight(6);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("How many lists have been compared"));
    m_pause = new QPushButton(head);
    m_pause->setObjectName(u"auditPause"_s);
    m_pause->setAutoDefault(false);
    m_cancel = new QPushButton(Presentation::icon(u"cancel"_s), tr("Cancel"), head);
    m_cancel->setObjectName(u"auditCancel"_s);
    m_cancel->setAutoDefault(false);
    connect(
        m_pause, &QPushButton::clicked, this, [this] { act(m_audit.state == AuditState::Paused ? AuditDeed::Resume : AuditDeed::Pause); });
    connect(m_cancel, &QPushButton::clicked, this, [this] { act(AuditDeed::Cancel); });
    auto *text = new QVBoxLayout;
    text->setSpacing(2);
    text->addWidget(m_sentence);
    text->addWidget(m_detail);
    text->addWidget(m_progress);
    auto *layout = new QHBoxLayout(head);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(text, 1);
    layout->addWidget(m_pause, 0, Qt::AlignTop);
    layout->addWidget(m_cancel, 0, Qt::AlignTop);
    return head;
}

void AuditPane::showUser(const UserId &user)
{
    m_chosen = false; // lists of another outcome may be shown
    showAudit(m_audit);
    m_list->searchEdit()->setText(Filter::word(user.toString()));
    m_wanted = user.toString();
    m_list->table()->setFilterText(m_wanted); // at once: what the last search left out cannot be selected
    showCurrent();
}

void AuditPane::showNothing()
{
    m_audit = {};
    m_deed.cancel();
    m_model->setAudit({}, {});
    setVisible(false);
}

void AuditPane::showAudit(const Audit &audit)
{
    const bool isOther = audit.id != m_audit.id;
    if (isOther) {
        m_deed.cancel();
        m_chosen = false;
        m_wanted.clear();
    }
    m_audit = audit;
    setVisible(true);
    m_sentence->setText(AuditWords::sentence(audit));
    QStringList lines;
    if (!audit.detail.isEmpty())
        lines << displayable(audit.detail, maxErrorLength);
    m_detail->setText(lines.join(u'\n'));
    m_detail->setVisible(!lines.isEmpty());
    const bool isOpen = audit.state == AuditState::Running || audit.state == AuditState::Paused;
    m_progress->setVisible(isOpen);
    m_progress->setRange(0, audit.chosen > 0 ? int(std::min<qint64>(audit.chosen, INT_MAX)) : 0);
    m_progress->setValue(int(std::min<qint64>(told(audit), INT_MAX)));
    const std::optional<Caller> &caller = m_session->info().caller;
    const bool mayAct = !caller || caller->role != Role::Viewer;
    const bool isPaused = audit.state == AuditState::Paused;
    m_pause->setText(isPaused ? tr("Go on") : tr("Pause"));
    m_pause->setIcon(Presentation::icon(isPaused ? u"play"_s : u"pause"_s));
    for (QPushButton *button : {m_pause, m_cancel}) {
        button->setVisible(isOpen);
        button->setEnabled(mayAct && !m_deed.isRunning());
        Presentation::setToolTip(button, mayAct ? QString() : tr("You may look here and not act."));
    }
    // What differs is what somebody looks for; without any, all lists are shown.
    if (!m_chosen)
        m_outcome->setCurrentIndex(audit.differ > 0 ? m_outcome->findData(int(ListOutcome::Differs)) : 0);
    showLists();
    if (!isOther && told(audit) != m_shown && m_model->hasLoaded())
        m_list->refreshRows();
    m_shown = told(audit);
}

std::optional<ListOutcome> AuditPane::wanted() const
{
    const QVariant outcome = m_outcome->currentData();
    return outcome.isValid() ? std::optional(ListOutcome(outcome.toInt())) : std::nullopt;
}

void AuditPane::showLists()
{
    const bool isOpen = m_audit.state == AuditState::Running || m_audit.state == AuditState::Paused;
    if (wanted())
        m_list->setEmptyText(tr("No list came to that"), tr("Choose another outcome above to see the others."));
    else
        m_list->setEmptyText(isOpen ? tr("No list is compared yet") : tr("No list was compared"),
            isOpen ? tr("Each appears here as soon as both sides have been read.") : tr("The audit ended before the first one was read."));
    m_model->setAudit(m_audit.id, wanted());
}

ExportSource AuditPane::exported() const
{
    ExportSource source = exportOfAuditedLists(m_session->client(), m_audit.id, wanted());
    filterExport(&source, m_list->filter(), {u"user_id"_s});
    return source;
}

void AuditPane::reload()
{
    if (!m_audit.id.isEmpty())
        m_model->refresh();
}

bool AuditPane::isSettled() const
{
    return m_audit.id.isEmpty() || m_list->isSettled();
}

void AuditPane::act(AuditDeed deed)
{
    if (m_audit.id.isEmpty() || m_deed.isRunning())
        return;
    m_deed = m_session->client()->auditDeed(m_audit.id, deed, this, [this](const Result<Audit> &result) {
        m_deed = {};
        if (result) {
            Q_EMIT changed(*result);
            return;
        }
        showAudit(m_audit);
        m_detail->setText(displayable(result.error().text, maxErrorLength));
        m_detail->show();
    });
    m_pause->setEnabled(false);
    m_cancel->setEnabled(false);
}

void AuditPane::showCurrent()
{
    // The search reads on, page by page. Once something else is searched for, a later page must not steal the selection.
    if (m_list->searchEdit()->text() != Filter::word(m_wanted))
        m_wanted.clear();
    if (!m_wanted.isEmpty()) {
        if (const int wanted = m_model->rowOf(UserId(m_wanted)); wanted >= 0) {
            m_list->setCurrentRow(wanted);
            if (m_list->currentRow() == wanted)
                m_wanted.clear();
        }
    }
    const int row = m_list->currentRow();
    m_differences->setVisible(row >= 0);
    if (row >= 0)
        m_differences->setText(AuditWords::details(m_model->at(row)).join(u'\n'));
}

void AuditPane::open(int row)
{
    const AuditedList &list = m_model->at(row);
    QVariantMap arguments{{u"user"_s, list.userId.toString()}};
    if (list.missedN > 0)
        arguments.insert(u"update"_s, list.missedN);
    Q_EMIT openRequested(u"users"_s, arguments);
}

} // namespace Lockstep

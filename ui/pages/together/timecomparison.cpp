// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/together/timecomparison.h"

#include "core/log.h"
#include "inspection/client/client.h"
#include "model/history/historymodel.h"
#include "model/mergedmodel.h"
#include "session/session.h"
#include "ui/history/view/historyviewtext.h"
#include "ui/pages/together/sidebyside.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/export/exporter.h"
#include "ui/widgets/listpanel.h"
#include "ui/words/timestyle.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Presentation::Tone;

namespace {

constexpr int readEveryMs = 500;
constexpr QSize firstSize(1220, 600);
constexpr qsizetype longestId = 255;

const MergedUpdate &entryOf(const QModelIndex &index)
{
    return static_cast<const MergedModel *>(index.model())->at(index.row());
}

QString whatText(const DeviceListUpdate &update)
{
    if (update.kind == UpdateKind::Update && update.deleted)
        return TimeComparison::tr("device removed");
    if (update.kind == UpdateKind::Resync && !update.detail.isEmpty())
        //: a resync and how it went: "resync: 5", "resync: 502: gone"
        return TimeComparison::tr("%1: %2").arg(Presentation::kindText(update.kind), displayable(update.detail));
    return Presentation::kindText(update.kind);
}

/// That of the loudest.
Tone breaksTone(Breaks breaks)
{
    Tone loudest = Tone::Quiet;
    for (int bit = 0; bit < 16; ++bit) {
        const auto one = Break(1 << bit);
        if (breaks.testFlag(one))
            loudest = std::max(loudest, Presentation::breakTone(one));
    }
    return loudest;
}

QList<PresentedColumn> columns()
{
    const bool utc = TimeStyle::current().zone == TimeStyle::Zone::Utc;
    PresentedColumn received{.title = HistoryText::timesTitle({.utc = utc}), .kind = PresentedColumn::Words, .width = 150};
    received.text = [utc](const QModelIndex &index) { return HistoryText::clock(entryOf(index).update.received, utc); };
    received.hint = [utc](const QModelIndex &index) { return HistoryText::exactTime(entryOf(index).update.received, utc); };
    PresentedColumn what{.title = TimeComparison::tr("What happened"), .kind = PresentedColumn::Words, .width = 190};
    what.text = [](const QModelIndex &index) { return whatText(entryOf(index).update); };
    PresentedColumn breaks{.title = TimeComparison::tr("Breaks"), .kind = PresentedColumn::Words, .width = 150};
    breaks.text = [](const QModelIndex &index) { return Presentation::breaksText(entryOf(index).update.breaks); };
    breaks.tone = [](const QModelIndex &index) { return breaksTone(entryOf(index).update.breaks); };
    PresentedColumn verdict{.title = TimeComparison::tr("Verdict"), .kind = PresentedColumn::Words, .width = 110};
    verdict.text = [](const QModelIndex &index) { return Presentation::verdictText(entryOf(index).update.verdict); };
    verdict.tone = [](const QModelIndex &index) { return Presentation::verdictTone(entryOf(index).update.verdict); };
    return {received, {.title = TimeComparison::tr("User"), .kind = PresentedColumn::Id, .width = 210}, what,
        {.title = TimeComparison::tr("Device"), .kind = PresentedColumn::Id, .width = 120},
        {.title = TimeComparison::tr("Name"), .width = 120}, breaks, verdict,
        {.title = TimeComparison::tr("stream_id"), .kind = PresentedColumn::Number, .width = 90}};
}

} // namespace

TimeComparison *TimeComparison::open(Session *session, const QList<UserId> &users, QWidget *parent, const QString &who)
{
    auto *dialog = new TimeComparison(session, users, parent, who);
    dialog->show();
    return dialog;
}

TimeComparison::TimeComparison(Session *session, const QList<UserId> &users, QWidget *parent, const QString &who)
    : QDialog(parent)
    , m_model(new MergedModel(HistoryModel::outlineFrom(session->client()), this))
    , m_list(new ListPanel(m_model, columns(), u"timeComparison"_s, this))
    , m_banner(new Banner(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"timeComparisonDialog"_s);
    setWindowTitle(tr("Several users by time"));
    setWindowFlag(Qt::WindowMaximizeButtonHint);
    resize(firstSize);
    m_list->setSearch({MergedModel::User, MergedModel::Device, MergedModel::Name, MergedModel::Stream}, tr("Search user or device"));
    m_list->view()->setAccessibleName(tr("Updates of several users by time"));
    m_list->view()->setTextElideMode(Qt::ElideMiddle);
    m_list->setCountText([](int rows) { return tr("%n update(s)", nullptr, rows); });
    m_list->setLoadingText(tr("Reading the histories …"));
    m_list->setEmptyText(tr("Nothing was recorded"), tr("No update of any of these users was recorded yet."));
    m_list->bar()->addStretch(1);
    QStringList names;
    for (const UserId &user : users)
        names << displayable(user.toString(), longestId);
    QLabel *label = Presentation::plainLabel(who.isEmpty() ? tr("%n user(s), the newest first.", nullptr, int(users.size())) : who, this);
    label->setObjectName(u"timeComparisonUsers"_s);
    label->setWordWrap(true);
    Presentation::setToolTip(label, names.join(u'\n'));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->addButton(makeExport(session), QDialogButtonBox::ActionRole);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(label);
    layout->addWidget(m_banner);
    if (users.size() == 2) {
        m_sides = new SideBySide(session, users[0], users[1], this);
        auto *halves = new QSplitter(Qt::Vertical, this);
        halves->setObjectName(u"timeComparisonSplitter"_s);
        halves->addWidget(m_sides);
        halves->addWidget(m_list);
        halves->setStretchFactor(0, 2);
        halves->setStretchFactor(1, 3);
        layout->addWidget(halves, 1);
    } else {
        layout->addWidget(m_list, 1);
    }
    layout->addWidget(buttons);

    const auto openRow = [this](int row) { Q_EMIT updateRequested(m_model->at(row).user, m_model->at(row).update.n); };
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_list, &ListPanel::activated, this, openRow);
    m_list->actions()->setMenuFiller([this](QMenu *menu) {
        // The entry and not its place: while a menu is open, newer ones come above it.
        if (const int row = m_list->currentRow(); row >= 0)
            menu->addAction(tr("Show in the user's history"), this,
                [this, user = m_model->at(row).user, n = m_model->at(row).update.n] { Q_EMIT updateRequested(user, n); });
    });
    m_readSoon.setSingleShot(true);
    m_readSoon.setInterval(readEveryMs);
    connect(&m_readSoon, &QTimer::timeout, this, [this] {
        m_list->refreshRows();
        if (m_sides)
            m_sides->reload();
    });
    connect(session, &Session::eventReceived, this, [this](const Inspection::Event &event) {
        const bool isOurs = event.type == Inspection::EventType::Update
            && m_model->users().contains(UserId(event.members.value(u"user_id"_s).toString()));
        if ((isOurs || event.type == Inspection::EventType::Gap) && !m_readSoon.isActive())
            m_readSoon.start();
    });
    // A session that ends takes the client with it.
    connect(session, &Session::signedOut, this, &QDialog::reject);
    m_model->setUsers(users);
}

QPushButton *TimeComparison::makeExport(Session *session)
{
    auto *exporter = new Exporter(session->settings(), m_banner, this);
    exporter->setServer(session->info().serverName);
    exporter->setSources(this, [this, client = session->client()] {
        ExportSource source = exportOfMerged(HistoryModel::outlineFrom(client), users());
        filterExport(&source, m_list->filter(), {u"user_id"_s, u"device_id"_s, u"display_name"_s, u"stream_id"_s});
        return QList<ExportSource>{source};
    });
    auto *button = new QPushButton(tr("&Export …"), this);
    button->setObjectName(u"timeComparisonExport"_s);
    button->setAutoDefault(false);
    button->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_E));
    Presentation::setToolTip(button, tr("Writes the table to a file, as it is searched now; selected rows are copied by their menu"));
    connect(button, &QPushButton::clicked, exporter, [exporter] { exporter->ask(0); });
    return button;
}

QList<UserId> TimeComparison::users() const
{
    return m_model->users();
}

bool TimeComparison::isSettled() const
{
    return m_list->isSettled() && !m_readSoon.isActive() && (!m_sides || m_sides->isSettled());
}

} // namespace Lockstep

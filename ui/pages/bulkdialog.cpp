// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/bulkdialog.h"

#include "core/log.h"
#include "session/session.h"
#include "ui/pages/bulkwords.h"

#include <QDateTime>
#include <QDialogButtonBox>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int dialogWidth = 560;
constexpr qsizetype maxErrorLength = 400;
} // namespace

BulkDialog *BulkDialog::open(Session *session, const RefreshScope &scope, QWidget *parent)
{
    auto *dialog = new BulkDialog(session, scope, parent);
    dialog->QDialog::open();
    return dialog;
}

BulkDialog::BulkDialog(Session *session, const RefreshScope &scope, QWidget *parent)
    : QDialog(parent)
    , m_session(session)
    , m_gathering(session->client())
    , m_text(Presentation::plainLabel({}, this))
    , m_leftOut(Presentation::plainLabel({}, this))
    , m_problem(Presentation::plainLabel({}, this))
    , m_reading(new QProgressBar(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"bulkDialog"_s);
    setWindowTitle(BulkWords::title(scope));
    setMinimumWidth(dialogWidth);
    m_reading->setRange(0, 0);
    m_reading->setTextVisible(false);
    m_reading->setMaximumHeight(6);
    m_reading->setAccessibleName(tr("Reading the users"));
    m_text->setObjectName(u"bulkPlan"_s);
    m_leftOut->setObjectName(u"bulkLeftOut"_s);
    m_problem->setObjectName(u"bulkProblem"_s);
    for (QLabel *label : {m_text, m_leftOut, m_problem}) {
        label->setMinimumWidth(60);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    }
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    // In the window's language, whatever translations of Qt there are; and without a picture, as the other button.
    buttons->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
    buttons->button(QDialogButtonBox::Cancel)->setIcon({});
    m_start = buttons->addButton(tr("&Start"), QDialogButtonBox::AcceptRole);
    m_start->setDefault(true);
    m_start->setEnabled(false);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_text);
    layout->addWidget(m_reading);
    layout->addWidget(m_leftOut);
    layout->addWidget(m_problem);
    layout->addStretch(1);
    layout->addWidget(buttons);
    m_leftOut->hide();
    m_problem->hide();
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_start, &QPushButton::clicked, this, &BulkDialog::begin);
    // A session that ends takes the client with it.
    connect(session, &Session::signedOut, this, &QDialog::reject);

    if (!scope.selection.isEmpty()) {
        show(planOf(scope.selection, QDateTime::currentMSecsSinceEpoch()));
        return;
    }
    m_text->setText(tr("Reading the users …"));
    connect(&m_gathering, &UserGathering::progressed, this,
        [this](qsizetype users) { m_text->setText(tr("Reading the users … %1 so far").arg(Presentation::count(users))); });
    connect(&m_gathering, &UserGathering::finished, this, [this] {
        RefreshPlan plan = planOf(m_gathering.users(), QDateTime::currentMSecsSinceEpoch());
        plan.isWhole = plan.isWhole && !m_gathering.isCut();
        show(plan);
    });
    connect(&m_gathering, &UserGathering::failed, this, [this](const Error &error) {
        m_text->setText(tr("The users could not be read."));
        showProblem(displayable(error.text, maxErrorLength));
    });
    Inspection::UserQuery query;
    query.state = scope.state;
    query.server = scope.server.toString();
    m_gathering.start(query);
}

void BulkDialog::show(const RefreshPlan &plan)
{
    m_plan = plan;
    m_text->setText(BulkWords::plan(plan));
    if (!plan.leftOut.isEmpty()) {
        const QStringList lines = BulkWords::leftOut(plan, QDateTime::currentMSecsSinceEpoch());
        m_leftOut->setText(tr("Left out:") + u"\n• "_s + lines.join(u"\n• "_s));
        m_leftOut->show();
    }
    showProblem(obstacle());
    m_start->setEnabled(!plan.users.isEmpty() && obstacle().isEmpty());
    if (m_start->isEnabled())
        m_start->setFocus();
}

void BulkDialog::showProblem(const QString &text)
{
    m_settled = true;
    m_reading->hide();
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
    Presentation::setTone(m_problem, Presentation::Tone::Critical);
    adjustSize();
}

QString BulkDialog::obstacle() const
{
    const Inspection::Info &info = m_session->info();
    if (!info.refresh.available)
        return info.refresh.reason.isEmpty() ? tr("This gateway cannot refresh.") : displayable(info.refresh.reason, maxErrorLength);
    if (info.caller && info.caller->role == Inspection::Role::Viewer)
        return tr("You may look here and not act. The gateway lets those refresh many users whom it is given with --operator.");
    const BulkRefresh::State state = m_session->bulk()->state();
    if (state == BulkRefresh::State::Running || state == BulkRefresh::State::Paused)
        return tr("Many users are being refreshed already: wait for the end, or cancel it.");
    if (state == BulkRefresh::State::Interrupted)
        return tr("An earlier refresh was interrupted: go on with it, or forget it, in the strip above the page.");
    return {};
}

void BulkDialog::begin()
{
    if (const auto begun = m_session->bulk()->start(m_plan); !begun) {
        showProblem(displayable(begun.error().text, maxErrorLength));
        return;
    }
    Q_EMIT this->begun();
    accept();
}

} // namespace Lockstep

// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/users/usercheck.h"

#include "core/log.h"
#include "inspection/client/client.h"
#include "session/session.h"
#include "ui/widgets/flatbutton.h"
#include "ui/words/auditwords.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

using namespace Inspection;
using Presentation::Tone;

namespace {
constexpr int iconSize = 16;
constexpr qsizetype maxErrorLength = 400;
} // namespace

UserCheck::UserCheck(Session *session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_icon(new QLabel(this))
    , m_text(Presentation::plainLabel({}, this))
    , m_more(new FlatButton(tr("Show"), this))
    , m_check(new QPushButton(Presentation::icon(u"audit"_s), tr("Check"), this))
{
    m_text->setObjectName(u"userCheck"_s);
    m_check->setObjectName(u"check"_s);
    for (QPushButton *button : {m_more, m_check})
        button->setAutoDefault(false);
    m_more->setObjectName(u"showCheck"_s);
    Presentation::setToolTip(m_more, tr("Shows what differs, on the page Audit"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_more);
    layout->addWidget(m_check);
    connect(m_check, &QPushButton::clicked, this, &UserCheck::begin);
    connect(m_more, &QPushButton::clicked, this,
        [this] { Q_EMIT auditRequested(m_running.isEmpty() && m_last ? m_last->auditId : m_running); });
    connect(session, &Session::eventReceived, this, &UserCheck::handleEvent);
    connect(session, &Session::infoChanged, this, &UserCheck::updateButton);
    setUser({});
}

void UserCheck::setUser(const UserId &user)
{
    if (user == m_user && !user.isEmpty())
        return;
    m_user = user;
    m_last.reset();
    m_changed = m_fetched = 0;
    m_running.clear();
    m_problem.clear();
    m_call.cancel();
    updateButton();
}

void UserCheck::setDetails(const UserDetails &details)
{
    setUser(details.summary.userId);
    m_last = details.audited;
    m_changed = details.summary.lastUpdate;
    updateButton();
}

void UserCheck::setFetched(qint64 at)
{
    m_fetched = at;
    updateButton();
}

void UserCheck::begin()
{
    if (m_call.isRunning() || m_user.isEmpty())
        return;
    m_problem.clear();
    m_call = m_session->client()->startAudit(
        {.method = AuditMethod::Federation, .users = {m_user}}, this, [this](const Result<Audit> &result) {
            m_call = {};
            if (result)
                m_running = result->id;
            else
                m_problem = displayable(result.error().text, maxErrorLength);
            updateButton();
            // It may have been over before its number was known here.
            if (result)
                ask();
        });
    updateButton();
}

void UserCheck::handleEvent(const Event &event)
{
    if (m_running.isEmpty())
        return;
    if (event.type == EventType::Gap || (event.type == EventType::Audit && event.members.value("audit_id"_L1).toString() == m_running))
        ask();
}

void UserCheck::ask()
{
    m_call.cancel();
    m_call = m_session->client()->audit(m_running, this, [this](const Result<Audit> &result) {
        m_call = {};
        if (result && (result->state == AuditState::Running || result->state == AuditState::Paused))
            return; // an event follows
        m_running.clear();
        if (!result)
            m_problem = displayable(result.error().text, maxErrorLength);
        updateButton();
        Q_EMIT checked(m_user);
    });
}

void UserCheck::show(const QString &text, Tone tone)
{
    m_text->setText(text);
    const bool isSaid = !text.isEmpty() && tone != Tone::Quiet;
    const QString icon = tone == Tone::Good ? u"check"_s
        : tone == Tone::Critical            ? u"error"_s
        : tone == Tone::Warning             ? u"warning"_s
                                            : u"info"_s;
    Presentation::setPicture(m_icon, isSaid ? Presentation::icon(icon, tone) : QIcon(), iconSize);
    m_icon->setVisible(isSaid);
}

void UserCheck::updateButton()
{
    const Info &info = m_session->info();
    const qint64 changed = std::max(m_changed, m_fetched);
    const bool isUnderWay = m_call.isRunning() || !m_running.isEmpty();
    // Where the gateway knows of no audits there is nothing to say, and nothing to press.
    const bool isOffered = info.audit.available || !info.audit.reason.isEmpty() || m_last.has_value();
    setVisible(isOffered && !m_user.isEmpty());
    QString reason;
    if (info.caller && info.caller->role == Role::Viewer)
        reason = tr("You may look here and not act.");
    else if (!info.audit.available)
        reason = displayable(info.audit.reason, maxErrorLength);
    m_check->setEnabled(reason.isEmpty() && !isUnderWay);
    Presentation::setToolTip(
        m_check, reason.isEmpty() ? tr("Asks the user's own server for the list and compares; nothing is changed") : reason);
    m_more->setVisible(!isUnderWay && m_last && m_last->outcome != ListOutcome::Same && m_problem.isEmpty() && m_last->at >= changed);
    if (!m_problem.isEmpty())
        show(m_problem, Tone::Warning);
    else if (isUnderWay)
        show(tr("Asking %1 for the list …").arg(displayable(m_user.server().toString(), 255)), Tone::Notice);
    else if (m_last)
        show(AuditWords::lastText(*m_last, changed), AuditWords::lastTone(*m_last, changed));
    else
        show(tr("Never compared with the list at %1").arg(displayable(m_user.server().toString(), 255)), Tone::Quiet);
}

} // namespace Lockstep

// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/overview/incidentdeeds.h"

#include "core/log.h"
#include "inspection/client/client.h"
#include "session/refresh/refreshqueue.h"
#include "session/session.h"
#include "ui/pages/bulkdialog.h"
#include "ui/pages/savecase.h"
#include "ui/widgets/flowlayout.h"
#include "ui/words/incidentwords.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

using namespace Inspection;
using Presentation::Tone;

namespace {
constexpr qsizetype maxError = 600;
constexpr int longestNote = 1'000;

int plural(qint64 number)
{
    return int(std::clamp<qint64>(number, 0, 1'000'000));
}

/// In which state those users are whom such an incident counts.
UserState stateOfUsers(IncidentKind kind)
{
    switch (kind) {
    case IncidentKind::LostUpdate:
        return UserState::Gap;
    case IncidentKind::ListsDiffer:
        return UserState::Differs;
    case IncidentKind::ResyncLoop:
        return UserState::ResyncLoop;
    case IncidentKind::TooManyDevices:
        return UserState::TooManyDevices;
    case IncidentKind::LeftoverMarkers:
        return UserState::LeftoverMarker;
    case IncidentKind::UnusableKeys:
        return UserState::UnusableKeys;
    case IncidentKind::CrossSigningBroken:
        return UserState::CrossSigningBroken;
    default:
        return UserState::Stale;
    }
}

bool foundByAudit(const Evidence &fact)
{
    return !fact.audit.isEmpty();
}

} // namespace

IncidentDeeds::IncidentDeeds(Session *session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(makeButtons());
    m_reason = Presentation::plainLabel({}, this);
    Presentation::setQuiet(m_reason);
    layout->addWidget(m_reason);
    layout->addWidget(makeQuestion());
    m_result = Presentation::plainLabel({}, this);
    m_result->setMinimumWidth(60);
    m_activity = new QPushButton(tr("Show them"), this);
    m_activity->setAutoDefault(false);
    connect(m_activity, &QPushButton::clicked, this, [this] { Q_EMIT openRequested(u"activity"_s, {}); });
    auto *result = new QHBoxLayout;
    result->addWidget(m_result, 1);
    result->addWidget(m_activity);
    layout->addLayout(result);
    followRefreshes();
    connect(session, &Session::infoChanged, this, &IncidentDeeds::update);
}

QWidget *IncidentDeeds::makeButtons()
{
    auto *area = new QWidget(this);
    auto *layout = new FlowLayout(6);
    area->setLayout(layout);
    const auto add = [&](const QString &text, const QString &icon, auto pressed) {
        auto *button = new QPushButton(text, area);
        if (!icon.isEmpty())
            button->setIcon(Presentation::icon(icon));
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, pressed);
        layout->addWidget(button);
        return button;
    };
    m_refresh = add({}, u"refresh"_s, [this] { refreshUsers(); });
    m_audit = add(tr("Show the audit"), u"audit"_s, [this] { showAudit(); });
    Presentation::setToolTip(m_audit, tr("The comparison that found it: what differs, and why it was missed"));
    m_endWait = add(tr("End the wait …"), u"servers"_s, [this] { ask(Question::EndWait); });
    m_sources = add(tr("Open sources"), u"sources"_s, [this] { Q_EMIT openRequested(u"sources"_s, {}); });
    m_server = add(tr("Show the server"), {}, [this] { Q_EMIT openRequested(u"servers"_s, {{u"server"_s, m_incident.subject}}); });
    m_acknowledge = add(tr("Acknowledge …"), u"check"_s, [this] { ask(Question::Acknowledge); });
    m_mute = add(tr("Mute …"), u"pause"_s, [this] { ask(Question::Mute); });
    m_case = add(tr("Save case …"), {}, [this] { SaveCaseDialog::open(m_session, m_incident.firstUsers.value(0), m_incident, this); });
    Presentation::setToolTip(
        m_case, tr("The first user of this incident with their list and history, and the incident, as a file for somebody else"));
    m_unmute = add(tr("Unmute"), u"play"_s, [this] { tell(IncidentDeed::Unmute, {}); });
    return area;
}

QWidget *IncidentDeeds::makeQuestion()
{
    m_question = new QWidget(this);
    auto *layout = new QVBoxLayout(m_question);
    layout->setContentsMargins(0, 4, 0, 4);
    m_questionText = Presentation::plainLabel({}, m_question);
    m_questionText->setMinimumWidth(60);
    m_note = new QLineEdit(m_question);
    m_note->setMaxLength(longestNote);
    m_note->setPlaceholderText(tr("Note, if there is something to say"));
    m_note->setAccessibleName(tr("Note"));
    m_yes = new QPushButton(m_question);
    auto *no = new QPushButton(tr("Leave it"), m_question);
    m_yes->setAutoDefault(false);
    no->setAutoDefault(false);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_yes);
    buttons->addWidget(no);
    buttons->addStretch(1);
    layout->addWidget(m_questionText);
    layout->addWidget(m_note);
    layout->addLayout(buttons);
    // Queued: the key must not reach the button that gets the focus by the answer.
    connect(m_note, &QLineEdit::returnPressed, this, &IncidentDeeds::answer, Qt::QueuedConnection);
    connect(m_yes, &QPushButton::clicked, this, &IncidentDeeds::answer);
    connect(no, &QPushButton::clicked, this, [this] { ask(Question::None); });
    m_question->hide();
    return m_question;
}

/// Why nothing can be done here, empty if something can.
QString IncidentDeeds::whyNot() const
{
    const std::optional<Caller> &caller = m_session->info().caller;
    if (!caller || caller->role != Role::Viewer) // a role of a later gateway may do more
        return {};
    return tr("You may look here and not act. The gateway lets those act whom it is given with --operator.");
}

void IncidentDeeds::setIncident(const Incident &incident, bool isOver)
{
    const bool isOther = incident.id != m_incident.id;
    if (isOther) {
        if (m_asked != Question::None && !m_note->text().isEmpty())
            m_drafts.insert(m_incident.id, {m_asked, m_note->text()});
        m_question->hide();
        m_asked = Question::None;
        m_note->clear();
    }
    m_incident = incident;
    m_isOver = isOver || incident.ended > 0;
    if (isOther && m_drafts.contains(incident.id)) {
        const Draft draft = m_drafts.take(incident.id);
        ask(draft.asked);
        m_note->setText(draft.note);
    }
    if (m_isOver && m_asked != Question::None && m_asked != Question::Mute)
        ask(Question::None);
    update();
}

bool IncidentDeeds::isAsking() const
{
    return m_asked != Question::None;
}

void IncidentDeeds::update()
{
    const QString reason = whyNot();
    const bool mayAct = reason.isEmpty();
    const Availability &refresh = m_session->info().refresh;
    const qint64 users = std::max<qint64>(m_incident.users, m_incident.firstUsers.size());
    m_refresh->setText(tr("Refresh %1 user(s)", nullptr, plural(users)).arg(QLocale().toString(users)));
    m_refresh->setVisible(!m_isOver && has(IncidentAction::RefreshUsers) && users > 0);
    const bool isBusy = m_outcomes.value(m_incident.id).isRunning;
    m_refresh->setEnabled(mayAct && refresh.available && !isBusy);
    Presentation::setToolTip(m_refresh, mayAct && !refresh.available ? displayable(refresh.reason, maxError) : reason);
    m_endWait->setVisible(!m_isOver && has(IncidentAction::EndBackoff));
    m_endWait->setEnabled(mayAct && !isBusy);
    m_audit->setVisible(std::ranges::any_of(m_incident.evidence, &foundByAudit));
    m_sources->setVisible(has(IncidentAction::CheckSources));
    m_server->setVisible(m_incident.subjectKind == IncidentSubject::Server);
    m_case->setVisible(!m_incident.firstUsers.isEmpty());
    m_acknowledge->setVisible(!m_isOver);
    m_acknowledge->setEnabled(mayAct && !isBusy);
    m_mute->setVisible(m_incident.muted.at == 0);
    m_mute->setEnabled(mayAct && !isBusy);
    m_unmute->setVisible(m_incident.muted.at > 0);
    m_unmute->setEnabled(mayAct && !isBusy);
    for (QPushButton *button : {m_endWait, m_acknowledge, m_mute, m_unmute})
        Presentation::setToolTip(button, reason);
    m_reason->setText(reason);
    m_reason->setVisible(!mayAct);
    if (!mayAct && m_asked != Question::None)
        ask(Question::None);
    showOutcome();
}

void IncidentDeeds::ask(Question question)
{
    m_asked = question;
    m_note->setVisible(question != Question::EndWait);
    switch (question) {
    case Question::None:
        m_note->clear();
        break;
    case Question::EndWait:
        m_questionText->setText(
            tr("The homeserver forgets that this server failed and tries it again in the background. If the cause is still there, it "
               "fails again and the wait starts anew. Nothing else changes."));
        m_yes->setText(tr("End the wait"));
        break;
    case Question::Acknowledge:
        m_questionText->setText(tr("Others see that you have seen it, and your note. It stays until it has ended."));
        m_yes->setText(tr("Acknowledge"));
        break;
    case Question::Mute:
        m_questionText->setText(m_incident.subjectKind == IncidentSubject::Homeserver
                //: %1: a kind of incidents
                ? tr("Incidents of this kind (%1) ask for nobody's attention any more, for all who use this gateway and until somebody "
                     "unmutes them. They are kept and counted all the same.")
                      .arg(IncidentWords::kindText(m_incident.kind))
                //: %1: a kind of incidents, %2: a server, user or source
                : tr("Incidents of this kind (%1) with %2 ask for nobody's attention any more, for all who use this gateway and until "
                     "somebody unmutes them. They are kept and counted all the same.")
                      .arg(IncidentWords::kindText(m_incident.kind), displayable(m_incident.subject, 120)));
        m_yes->setText(tr("Mute"));
        break;
    }
    const bool isAsking = question != Question::None;
    const bool hadFocus = m_question->isAncestorOf(focusWidget());
    m_question->setVisible(isAsking);
    if (!isAsking && hadFocus)
        m_acknowledge->setFocus();
    else if (isAsking)
        (question == Question::EndWait ? static_cast<QWidget *>(m_yes) : m_note)->setFocus();
}

void IncidentDeeds::answer()
{
    const Question asked = m_asked;
    const QString note = m_note->text().trimmed();
    ask(Question::None);
    if (asked == Question::EndWait)
        endWait();
    else if (asked == Question::Acknowledge)
        tell(IncidentDeed::Acknowledge, note);
    else if (asked == Question::Mute)
        tell(IncidentDeed::Mute, note);
}

void IncidentDeeds::tell(IncidentDeed deed, const QString &note)
{
    const QString id = m_incident.id;
    m_outcomes.insert(id, {.text = tr("Telling the gateway …"), .isRunning = true});
    update();
    m_session->client()->incidentDeed(id, deed, note, this, [this, id](const Result<Incident> &result) {
        if (result) {
            m_outcomes.remove(id); // the line says it
            Q_EMIT changed(*result);
        } else {
            m_outcomes.insert(id, {.tone = Tone::Critical, .text = displayable(result.error().text, maxError)});
        }
        update();
    });
}

void IncidentDeeds::endWait()
{
    const QString id = m_incident.id;
    m_outcomes.insert(id, {.text = tr("Asking the homeserver to try again …"), .isRunning = true});
    update();
    m_session->client()->resetDestination(ServerName(m_incident.subject), this, [this, id](const Result<bool> &result) {
        if (result)
            m_outcomes.insert(id,
                {.tone = Tone::Good,
                    .text = tr("The wait was ended at %1. The homeserver tries again in the background.")
                                .arg(Presentation::clockTime(QDateTime::currentMSecsSinceEpoch()))});
        else
            m_outcomes.insert(id, {.tone = Tone::Critical, .text = displayable(result.error().text, maxError)});
        update();
    });
}

void IncidentDeeds::refreshUsers()
{
    if (m_incident.users > m_incident.firstUsers.size() && m_incident.subjectKind == IncidentSubject::Server) {
        // The incident names the first ones alone; of many it is said first what will be done.
        const BulkDialog *dialog
            = BulkDialog::open(m_session, {.state = stateOfUsers(m_incident.kind), .server = ServerName(m_incident.subject)}, this);
        connect(dialog, &BulkDialog::begun, this, [this] { Q_EMIT openRequested(u"activity"_s, {{u"tab"_s, u"many"_s}}); });
        return;
    }
    const QList<UserId> users = m_incident.firstUsers;
    if (users.isEmpty() || !m_session->refreshes()) {
        m_outcomes.insert(m_incident.id, {.text = tr("None of its users needs a refresh any more.")});
    } else {
        m_outcomes.insert(m_incident.id, {.text = {}, .refreshed = users});
        m_session->refreshes()->refreshAll(users);
    }
    update();
}

/// The newest one that found it.
void IncidentDeeds::showAudit()
{
    const auto last = std::find_if(m_incident.evidence.crbegin(), m_incident.evidence.crend(), &foundByAudit);
    if (last != m_incident.evidence.crend())
        Q_EMIT openRequested(u"audit"_s, {{u"audit"_s, last->audit}, {u"user"_s, last->user.toString()}});
}

void IncidentDeeds::followRefreshes()
{
    const RefreshQueue *queue = m_session->refreshes();
    if (!queue)
        return;
    const auto look = [this] {
        if (isVisible() && !m_outcomes.value(m_incident.id).refreshed.isEmpty())
            showOutcome();
    };
    connect(queue, &RefreshQueue::jobChanged, this, look);
    connect(queue, &RefreshQueue::jobAdded, this, look);
}

IncidentDeeds::Outcome IncidentDeeds::outcomeOfRefreshes(const QList<UserId> &users) const
{
    int succeeded = 0, failed = 0, waiting = 0;
    QString error;
    for (const UserId &user : users) {
        const RefreshJob *job = m_session->refreshes()->newestFor(user);
        if (!job || job->state == RefreshJob::State::Cancelled)
            continue;
        succeeded += job->state == RefreshJob::State::Succeeded ? 1 : 0;
        failed += job->state == RefreshJob::State::Failed ? 1 : 0;
        waiting += job->finished == 0 ? 1 : 0;
        if (job->state == RefreshJob::State::Failed)
            error = job->error.isEmpty() ? job->outcome.error : job->error;
    }
    QStringList parts;
    if (waiting > 0)
        parts << tr("%1 refresh(es) under way", nullptr, waiting).arg(QLocale().toString(waiting));
    if (succeeded > 0)
        parts << tr("%1 succeeded", nullptr, succeeded).arg(QLocale().toString(succeeded));
    if (failed > 0)
        parts << tr("%1 failed", nullptr, failed).arg(QLocale().toString(failed));
    QString text = parts.join(u", "_s);
    if (!error.isEmpty())
        text = tr("%1; the last: “%2”").arg(text, displayable(error, 200));
    return {.tone = failed > 0 ? Tone::Critical : waiting > 0 ? Tone::Quiet : Tone::Good, .text = text};
}

void IncidentDeeds::showOutcome()
{
    Outcome outcome = m_outcomes.value(m_incident.id);
    m_activity->setVisible(!outcome.refreshed.isEmpty());
    if (!outcome.refreshed.isEmpty())
        outcome = outcomeOfRefreshes(outcome.refreshed);
    m_result->setText(outcome.text);
    m_result->setVisible(!outcome.text.isEmpty());
    Presentation::setTone(m_result, outcome.tone);
}

} // namespace Lockstep

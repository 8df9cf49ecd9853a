// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/users/userheader.h"

#include "core/log.h"
#include "ui/pages/users/usercheck.h"
#include "ui/widgets/flowlayout.h"
#include "ui/words/findingwords.h"
#include "ui/words/presentation.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QStyle>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int iconSize = 16;

/// A state as shape and word.
QWidget *stateBadge(Inspection::UserState state, bool checked, QWidget *parent)
{
    auto *badge = new QWidget(parent);
    auto *shape = new QLabel(badge);
    // Green is for what was checked.
    const QIcon icon = checked ? Presentation::icon(u"check"_s, Presentation::Tone::Good) : Presentation::stateIcon(state);
    Presentation::setPicture(shape, icon, iconSize);
    auto *word = new QLabel(badge);
    word->setTextFormat(Qt::PlainText);
    word->setText(checked ? UserHeader::tr("in step when last compared") : Presentation::stateText(state));
    Presentation::setToolTip(badge, Presentation::stateExplanation(state));
    auto *layout = new QHBoxLayout(badge);
    layout->setContentsMargins(0, 0, 8, 0);
    layout->setSpacing(4);
    layout->addWidget(shape);
    layout->addWidget(word);
    return badge;
}
/// A line edit: an ID without spaces cannot wrap, can be longer than the window, and wants to be selected. That it goes on shows by dots
/// while nobody is in it, and the whole is its tool tip.
class IdLine : public QLineEdit
{
public:
    using QLineEdit::QLineEdit;

protected:
    void paintEvent(QPaintEvent *event) override
    {
        QLineEdit::paintEvent(event);
        if (hasFocus() || hasSelectedText() || fontMetrics().horizontalAdvance(text()) <= width() - textMargins().right())
            return;
        const QString dots = u"…"_s;
        const QRect end = style()->visualRect(
            layoutDirection(), rect(), QRect(QPoint(width() - fontMetrics().horizontalAdvance(dots) - 2, 0), QPoint(width(), height())));
        QPainter painter(this);
        painter.fillRect(end, palette().color(QPalette::Window));
        painter.setFont(font());
        painter.drawText(end, Qt::AlignVCenter | Qt::AlignHCenter, dots);
    }
};
} // namespace

UserHeader::UserHeader(Session *session, QWidget *parent)
    : QWidget(parent)
    , m_id(new IdLine(this))
    , m_refresh(new QPushButton(Presentation::icon(u"refresh"_s), tr("Refresh"), this))
    , m_states(new QWidget(this))
    , m_stateLayout(new FlowLayout(4, m_states))
    , m_facts(Presentation::plainLabel({}, this))
    , m_findingIcon(new QLabel(this))
    , m_finding(Presentation::plainLabel({}, this))
    , m_check(new UserCheck(session, this))
{
    m_id->setReadOnly(true);
    m_id->setFrame(false);
    m_id->setAccessibleName(tr("User ID"));
    QPalette flat = m_id->palette();
    flat.setColor(QPalette::Base, Qt::transparent);
    m_id->setPalette(flat);
    m_id->setTextMargins(-2, 0, 0, 0);
    QFont font = m_id->font();
    font.setPointSizeF(font.pointSizeF() * 1.25);
    font.setBold(true);
    m_id->setFont(font);
    m_refresh->setObjectName(u"refresh"_s);
    Presentation::setQuiet(m_facts);

    auto *first = new QHBoxLayout;
    first->addWidget(m_id, 1);
    first->addWidget(m_refresh);
    auto *finding = new QHBoxLayout;
    finding->setSpacing(6);
    finding->addWidget(m_findingIcon, 0, Qt::AlignTop);
    finding->addWidget(m_finding, 1);
    m_findingIcon->setContentsMargins(0, 1, 0, 0);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(first);
    layout->addWidget(m_states);
    layout->addWidget(m_facts);
    layout->addLayout(finding);
    layout->addWidget(m_check);
    connect(m_check, &UserCheck::auditRequested, this, &UserHeader::auditRequested);
    connect(m_check, &UserCheck::checked, this, &UserHeader::checked);
    connect(m_refresh, &QPushButton::clicked, this, &UserHeader::refreshRequested);
}

void UserHeader::setUser(const UserId &user)
{
    if (m_user == user.toString())
        return;
    m_user = user.toString();
    m_check->setUser(user);
    m_id->setText(displayable(m_user, 300));
    Presentation::setToolTip(m_id, m_id->text());
    m_id->setCursorPosition(0);
    setStates({});
    m_factTexts.clear();
    m_compared = 0;
    m_audited.reset();
    showFacts();
    m_finding->hide();
    m_findingIcon->hide();
}

void UserHeader::setDetails(const Inspection::UserDetails &details)
{
    const Inspection::UserSummary &summary = details.summary;
    setUser(summary.userId);
    m_check->setDetails(details);
    m_lastUpdate = summary.lastUpdate;
    m_audited = details.audited;
    setStates(Presentation::worstFirst(summary.states));
    QStringList facts;
    if (summary.deviceCount >= 0)
        facts << tr("%1 device(s)", nullptr, int(summary.deviceCount)).arg(Presentation::count(summary.deviceCount));
    if (!summary.streamId.isEmpty())
        facts << tr("stream %1").arg(displayable(summary.streamId.toString(), 40));
    if (summary.lastUpdate > 0)
        facts << tr("updated %1").arg(Presentation::absoluteTime(summary.lastUpdate));
    if (summary.staleSince > 0)
        facts << tr("stale since %1").arg(Presentation::clockTime(summary.staleSince));
    if (summary.retryAt > 0)
        facts << tr("the server is tried again at %1").arg(Presentation::clockTime(summary.retryAt));
    m_factTexts = facts;
    showFacts();

    const int worst = Presentation::worstFinding(summary.findings);
    QString sentence, seen;
    QIcon icon;
    if (worst >= 0) {
        const Finding &finding = summary.findings.at(worst);
        sentence = FindingWords::text(finding, summary, details.devices);
        seen = FindingWords::seenText(finding);
        icon = Presentation::severityIcon(finding.severity);
    } else if (const auto state = Presentation::worstState(summary.states)) {
        sentence = Presentation::stateExplanation(*state);
    }
    Presentation::setPicture(m_findingIcon, icon, iconSize);
    m_findingIcon->setVisible(!icon.isNull());
    m_finding->setText(sentence);
    Presentation::setToolTip(m_finding, seen);
    m_finding->setVisible(!sentence.isEmpty());
}

/// The newest word of the list's origin counts: a fetch of the whole list, or a comparison with it.
bool UserHeader::isKnownToBeRight() const
{
    const bool isAuditNewer = m_audited && m_audited->at > m_compared;
    if (isAuditNewer && m_audited->outcome == Inspection::ListOutcome::Differs)
        return false;
    const qint64 same = isAuditNewer && m_audited->outcome == Inspection::ListOutcome::Same ? m_audited->at : m_compared;
    return same > 0 && same >= m_lastUpdate;
}

void UserHeader::setCompared(qint64 at)
{
    if (at == m_compared)
        return;
    m_compared = at;
    m_check->setFetched(at);
    setStates(m_shownStates);
    showFacts();
}

void UserHeader::showFacts()
{
    QStringList facts = m_factTexts;
    if (m_compared > 0 && !facts.isEmpty())
        facts << tr("fetched from its server %1").arg(Presentation::clockTime(m_compared));
    m_facts->setText(facts.join(u" · "_s));
}

void UserHeader::setRefreshable(const QString &reason, bool busy)
{
    m_refresh->setEnabled(reason.isEmpty() && !busy);
    Presentation::setToolTip(m_refresh,
        reason.isEmpty() ? tr("Makes the homeserver fetch the whole list from the user's server (Ctrl+R)") : displayable(reason, 600));
}

QString UserHeader::sentence() const
{
    return m_finding->text();
}

void UserHeader::setStates(const QList<Inspection::UserState> &states)
{
    while (QLayoutItem *item = m_stateLayout->takeAt(0)) {
        // Deleted at once: a badge that is only hidden later flickers through the new ones.
        delete item->widget();
        delete item;
    }
    m_shownStates = states;
    for (const Inspection::UserState state : states)
        m_stateLayout->addWidget(stateBadge(state, state == Inspection::UserState::InStep && isKnownToBeRight(), m_states));
    m_states->setVisible(!states.isEmpty());
    m_states->updateGeometry();
}

} // namespace Lockstep

// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/overview/incidentdetails.h"

#include "core/log.h"
#include "inspection/apiwords.h"
#include "inspection/client/client.h"
#include "session/session.h"
#include "ui/pages/overview/incidentdeeds.h"
#include "ui/pages/overview/incidentevidence.h"
#include "ui/widgets/flatbutton.h"
#include "ui/widgets/flowlayout.h"
#include "ui/words/incidentwords.h"
#include "ui/words/timestyle.h"

#include <QDateTime>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <climits>

using namespace Qt::StringLiterals;

namespace Lockstep {

using namespace Inspection;

namespace {
constexpr qsizetype maxName = 80;
constexpr int longestTickMs = 3'600'000;

/// A button that looks like a link, so that the keyboard reaches it.
QPushButton *makeLink(const QString &text, QWidget *parent)
{
    auto *button = new FlatButton(QString(text).replace(u'&', u"&&"_s), parent);
    button->setCursor(Qt::PointingHandCursor);
    button->setMaximumHeight(button->fontMetrics().height() + 4); // in line with text
    Presentation::setTone(button, Presentation::Tone::Notice);
    return button;
}

QLabel *makeText(const QString &text, QWidget *parent)
{
    QLabel *label = Presentation::plainLabel(text, parent);
    label->setMinimumWidth(60); // remote text may hold a long word, which must not widen the window
    return label;
}

void clearChildren(QWidget *area)
{
    const auto children = area->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly);
    for (QWidget *child : children) {
        child->hide();
        child->deleteLater();
    }
    delete area->layout();
}

void showText(QLabel *label, const QString &text)
{
    label->setText(text);
    label->setVisible(!text.isEmpty());
}
} // namespace

IncidentDetails::IncidentDetails(Session *session, QWidget *parent)
    : QWidget(parent)
    , m_deeds(new IncidentDeeds(session, this))
    , m_advice(makeText({}, this))
    , m_explanation(makeText({}, this))
    , m_facts(makeText({}, this))
    , m_notes(makeText({}, this))
    , m_users(new QWidget(this))
    , m_evidenceTitle(makeText(tr("What this rests on"), this))
    , m_evidence(new IncidentEvidence([client = session->client()](const UserId &user, qint64 n, QObject *context,
                                          auto done) { return client->rowLines(user, n, context, std::move(done)); },
          this))
{
    Presentation::setQuiet(m_facts);
    Presentation::setQuiet(m_notes);
    QFont bold = m_evidenceTitle->font();
    bold.setBold(true);
    m_evidenceTitle->setFont(bold);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 8);
    layout->setSpacing(6);
    for (QWidget *part : {static_cast<QWidget *>(m_explanation), static_cast<QWidget *>(m_advice), static_cast<QWidget *>(m_deeds),
             static_cast<QWidget *>(m_facts), static_cast<QWidget *>(m_notes), m_users, static_cast<QWidget *>(m_evidenceTitle),
             static_cast<QWidget *>(m_evidence)})
        layout->addWidget(part);
    connect(m_deeds, &IncidentDeeds::openRequested, this, &IncidentDetails::openRequested);
    connect(m_evidence, &IncidentEvidence::openRequested, this, &IncidentDetails::openRequested);
    connect(m_evidence, &IncidentEvidence::statusMessage, this, &IncidentDetails::statusMessage);
    connect(m_deeds, &IncidentDeeds::changed, this, &IncidentDetails::changed);
    m_tick.setSingleShot(true);
    connect(&m_tick, &QTimer::timeout, this, &IncidentDetails::showFacts);
}

void IncidentDetails::setIncident(const Incident &incident, bool isOver)
{
    m_deeds->setIncident(incident, isOver);
    if (incident == m_incident)
        return;
    const Incident before = std::exchange(m_incident, incident);
    showText(m_explanation, IncidentWords::explanation(incident));
    showText(m_advice, IncidentWords::advice(incident));
    showFacts();
    // A button that is made anew would lose the focus.
    if (incident.id != before.id || incident.firstUsers != before.firstUsers || incident.users != before.users)
        showUsers();
    m_evidenceTitle->setVisible(!incident.evidence.isEmpty());
    m_evidence->setVisible(!incident.evidence.isEmpty());
    m_evidence->setUtc(TimeStyle::current().zone == TimeStyle::Zone::Utc);
    m_evidence->setEvidence(incident.id, incident.evidence);
}

bool IncidentDetails::isAsking() const
{
    return isVisible() && m_deeds->isAsking();
}

int IncidentDetails::heightFor(int width) const
{
    layout()->activate();
    return layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width) : layout()->totalSizeHint().height();
}

void IncidentDetails::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (!m_incident.id.isEmpty())
        showFacts();
}

/// "in 8 min" is true for a minute only.
void IncidentDetails::showFacts()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    showText(m_facts, IncidentWords::facts(m_incident, now));
    QStringList notes{IncidentWords::acknowledgedText(m_incident, now), IncidentWords::mutedText(m_incident, now)};
    notes.removeAll(QString());
    showText(m_notes, notes.join(u'\n'));
    if (isVisible())
        m_tick.start(int(std::clamp<qint64>(IncidentWords::factsChange(m_incident, now) - now + 20, 500, longestTickMs)));
}

void IncidentDetails::link(QPushButton *button, const QString &page, const QVariantMap &arguments)
{
    connect(button, &QPushButton::clicked, this, [this, page, arguments] { Q_EMIT openRequested(page, arguments); });
}

void IncidentDetails::showUsers()
{
    clearChildren(m_users);
    m_users->setVisible(!m_incident.firstUsers.isEmpty());
    if (m_incident.firstUsers.isEmpty())
        return;
    auto *flow = new FlowLayout(2);
    m_users->setLayout(flow);
    auto *title = new QLabel(tr("Affected:"), m_users);
    title->setTextFormat(Qt::PlainText);
    flow->addWidget(title);
    for (const UserId &user : std::as_const(m_incident.firstUsers)) {
        QPushButton *name = makeLink(displayable(user.toString(), maxName), m_users);
        link(name, u"users"_s, {{u"user"_s, user.toString()}});
        flow->addWidget(name);
    }
    if (m_incident.users > m_incident.firstUsers.size() && m_incident.subjectKind == IncidentSubject::Server) {
        QPushButton *all = new QPushButton(tr("Show all %1").arg(QLocale().toString(m_incident.users)), m_users);
        all->setAutoDefault(false);
        link(all, u"users"_s, {{u"server"_s, m_incident.subject}});
        flow->addWidget(all);
    }
}

} // namespace Lockstep

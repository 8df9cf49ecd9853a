// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/users/findingsview.h"

#include "inspection/client/client.h"
#include "ui/pages/users/findingdelegate.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/statestack.h"
#include "ui/widgets/tablestyle.h"
#include "ui/words/incidentwords.h"
#include "ui/words/presentation.h"

#include <QListWidget>
#include <QMenu>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int idRole = Qt::UserRole;
constexpr int maxFindings = 500;
constexpr int ageMs = 30'000;
constexpr qsizetype maxIncidents = 5;
} // namespace

FindingsView::FindingsView(Inspection::Client *client, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_list(new QListWidget(this))
    , m_stack(new StateStack(m_list, this))
{
    m_list->setObjectName(u"users-findings"_s);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setSpacing(3);
    giveRoom(m_list);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Findings"));
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    auto *delegate = new FindingDelegate(m_list);
    m_list->setItemDelegate(delegate);
    connect(delegate, &FindingDelegate::linkPressed, this, [this](const QModelIndex &index) { open(m_list->item(index.row())); });
    connect(
        delegate, &FindingDelegate::incidentPressed, this, [this](const QModelIndex &index) { openIncident(m_list->item(index.row())); });
    connect(m_list, &QListWidget::itemActivated, this, &FindingsView::open);
    ViewActions::install(m_list)->setMenuFiller([this](QMenu *menu) {
        const QListWidgetItem *item = m_list->currentItem();
        const QString link = item ? item->data(FindingDelegate::LinkRole).toString() : QString();
        if (!link.isEmpty())
            menu->addAction(Presentation::icon(u"next"_s), link, this, [this] { open(m_list->currentItem()); });
        if (item && !item->data(FindingDelegate::IncidentRole).toString().isEmpty())
            menu->addAction(
                Presentation::icon(u"overview"_s), tr("Show the incident"), this, [this] { openIncident(m_list->currentItem()); });
    });
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    m_age.setInterval(ageMs);
    connect(&m_age, &QTimer::timeout, this, &FindingsView::updateAges);
    m_age.start();
}

void FindingsView::setFindings(const Inspection::UserDetails &details)
{
    const Inspection::UserSummary &user = details.summary;
    QList<Finding> sorted = user.findings.mid(0, maxFindings);
    std::ranges::stable_sort(
        sorted, std::greater{}, [](const Finding &finding) { return int(Presentation::severityTone(finding.severity)); });
    const bool same = m_devices == details.devices && m_user.userId == user.userId && m_user.states == user.states && sorted == m_findings;
    const QListWidgetItem *current = m_list->currentItem();
    const QString currentId = current && m_user.userId == user.userId ? current->data(idRole).toString() : QString();
    m_user = user;
    m_devices = details.devices;
    m_findings = sorted;
    if (!same) {
        m_list->clear();
        for (const Finding &finding : std::as_const(sorted)) {
            auto *item = new QListWidgetItem(m_list);
            fill(item, finding);
            if (finding.id == currentId)
                m_list->setCurrentItem(item);
        }
    }
    if (sorted.isEmpty())
        m_stack->showEmpty(tr("Nothing to report"), tr("Neither the list nor its recorded history contradicts itself."));
    else
        m_stack->showContent();
    readIncidents();
}

/// What the incidents are that the findings name.
void FindingsView::readIncidents()
{
    QStringList wanted;
    for (const Finding &finding : std::as_const(m_findings)) {
        if (!finding.incident.isEmpty() && !wanted.contains(finding.incident) && wanted.size() < maxIncidents)
            wanted << finding.incident;
    }
    m_incidents.removeIf([&wanted](const auto &known) { return !wanted.contains(known.key()); });
    for (Http::CallHandle &call : m_calls)
        call.cancel();
    m_calls.clear();
    if (!m_client)
        return;
    for (const QString &id : std::as_const(wanted)) {
        m_calls.append(m_client->incident(id, this, [this, id](const Result<Inspection::Incident> &result) {
            if (!result)
                return; // the finding itself is told all the same
            m_incidents.insert(id, *result);
            for (int row = 0; row < m_list->count(); ++row)
                fill(m_list->item(row), m_findings.at(row));
            m_list->doItemsLayout();
        }));
    }
}

void FindingsView::openIncident(const QListWidgetItem *item)
{
    if (item && !m_findings.at(m_list->row(item)).incident.isEmpty())
        Q_EMIT incidentRequested(m_findings.at(m_list->row(item)).incident);
}

void FindingsView::fill(QListWidgetItem *item, const Finding &finding) const
{
    const QString text = FindingWords::text(finding, m_user, m_devices);
    const QString seen = FindingWords::seenText(finding);
    const QString basis = FindingWords::basisText(finding);
    //: %1: "the recorded history"
    const QString rests = basis.isEmpty() ? QString() : tr("rests on %1").arg(basis);
    const QString quiet = seen.isEmpty() ? rests : rests.isEmpty() ? seen : seen + u" · "_s + rests;
    const QString link = FindingWords::linkText(FindingWords::target(finding), m_user);
    const auto incident = m_incidents.constFind(finding.incident);
    //: %1: "remote.example does not answer since 03:42"
    const QString part = finding.incident.isEmpty() ? QString()
        : incident == m_incidents.constEnd()        ? tr("part of an incident")
                                                    : tr("part of: %1").arg(IncidentWords::line(*incident));
    const QString all = QStringList{text, quiet, link, part}.join(u'\n');
    item->setIcon(Presentation::severityIcon(finding.severity));
    item->setText(text);
    item->setData(idRole, finding.id);
    item->setData(FindingDelegate::QuietRole, quiet);
    item->setData(FindingDelegate::LinkRole, link);
    item->setData(FindingDelegate::IncidentRole, part);
    item->setData(Qt::AccessibleTextRole, all);
    item->setData(ViewActions::copyRole, quiet.isEmpty() ? text : text + u'\n' + quiet);
}

void FindingsView::updateAges()
{
    if (!isVisible())
        return;
    for (int row = 0; row < m_list->count(); ++row)
        fill(m_list->item(row), m_findings.at(row));
}

void FindingsView::open(const QListWidgetItem *item)
{
    if (!item)
        return;
    const Finding &finding = m_findings.at(m_list->row(item));
    if (const FindingWords::Target target = FindingWords::target(finding); target != FindingWords::Target::None)
        Q_EMIT opened(finding, target);
    else
        openIncident(item);
}

} // namespace Lockstep

// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/overview/incidentlines.h"

#include "model/incidentmodel.h"
#include "ui/words/incidentwords.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr qint64 longestTickMs = 3'600'000; ///< a clock may be set

int plural(qint64 number)
{
    return int(std::clamp<qint64>(number, 0, 1'000'000));
}
} // namespace

IncidentLines::IncidentLines(IncidentModel *model, QObject *parent)
    : QIdentityProxyModel(parent)
    , m_model(model)
{
    // Before the views hear of it.
    connect(model, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex &first, const QModelIndex &last) {
        for (int row = first.row(); row <= last.row(); ++row)
            m_words.remove(m_model->index(row).data(IncidentModel::KeyRole).toString());
    });
    connect(model, &QAbstractItemModel::rowsAboutToBeRemoved, this, [this](const QModelIndex &, int first, int last) {
        for (int row = first; row <= last; ++row)
            m_words.remove(m_model->index(row).data(IncidentModel::KeyRole).toString());
    });
    setSourceModel(model);
    m_tick.setSingleShot(true);
    connect(&m_tick, &QTimer::timeout, this, &IncidentLines::tick);
}

QVariant IncidentLines::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    switch (role) {
    case Qt::DisplayRole: {
        const Words &words = wordsAt(index.row());
        return QString(words.title + words.rest);
    }
    case Qt::AccessibleTextRole: {
        const Words &words = wordsAt(index.row());
        const QString text = words.title + words.rest;
        //: said of an incident that has ended
        const QString told = m_model->isOver(m_model->index(index.row()).data().toString()) ? tr("Over: %1").arg(text) : text;
        return words.quiet.isEmpty() ? told : told + u'\n' + words.quiet;
    }
    case TitleRole:
        return wordsAt(index.row()).title;
    case RestRole:
        return wordsAt(index.row()).rest;
    case QuietRole:
        return wordsAt(index.row()).quiet;
    default:
        return QIdentityProxyModel::data(index, role);
    }
}

const IncidentLines::Words &IncidentLines::wordsAt(int row) const
{
    const QString key = m_model->index(row).data(IncidentModel::KeyRole).toString();
    const auto known = m_words.constFind(key);
    if (known != m_words.constEnd())
        return *known;
    const auto made = m_words.insert(key, make(row));
    planTick();
    return *made;
}

IncidentLines::Words IncidentLines::make(int row) const
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    Words words{.title = {}, .rest = {}, .quiet = {}, .changes = std::numeric_limits<qint64>::max()};
    const Inspection::Incident *incident = m_model->at(row);
    if (!incident) {
        const bool isNotes = m_model->lineAt(row) == IncidentModel::Line::Notes;
        const qint64 count = isNotes ? m_model->notes() : m_model->muted();
        words.title
            = (isNotes ? tr("%1 note(s)", nullptr, plural(count)) : tr("%1 muted", nullptr, plural(count))).arg(QLocale().toString(count));
        return words;
    }
    words.title = IncidentWords::title(*incident);
    words.rest = incident->ended > 0 ? IncidentWords::endedRest(*incident, now) : IncidentWords::rest(*incident, now);
    words.quiet = IncidentWords::mutedText(*incident, now);
    if (words.quiet.isEmpty())
        words.quiet = IncidentWords::acknowledgedText(*incident, now);
    words.changes = IncidentWords::lineChanges(*incident, now);
    return words;
}

void IncidentLines::planTick() const
{
    if (m_tick.isActive())
        return;
    qint64 next = std::numeric_limits<qint64>::max();
    for (const Words &words : std::as_const(m_words))
        next = std::min(next, words.changes);
    const qint64 wait = next - QDateTime::currentMSecsSinceEpoch() + 50;
    m_tick.start(int(std::clamp<qint64>(wait, 1'000, longestTickMs)));
}

void IncidentLines::tick()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (auto words = m_words.begin(); words != m_words.end();)
        words = words->changes <= now ? m_words.erase(words) : ++words;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (!m_words.contains(m_model->index(row).data(IncidentModel::KeyRole).toString()))
            Q_EMIT dataChanged(index(row, 0), index(row, 0));
    }
    if (!m_words.isEmpty())
        planTick();
}

} // namespace Lockstep

// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/palette/palettemodel.h"

#include "model/typed/fuzzymatch.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
/// Less than what lies between a word's beginning and its middle: a bad match does not win by habit.
constexpr int recentBonus = 250;
constexpr int foundScore = 600; ///< behind what begins with what was typed, before what only contains it
constexpr int detailShare = 3; ///< the menu's name counts that much less than the entry's own
} // namespace

void PaletteModel::setEntries(QList<PaletteEntry> entries)
{
    m_entries = std::move(entries);
    show();
}

void PaletteModel::setTyped(const QString &typed)
{
    m_typed = typed.trimmed();
    m_found.clear();
    show();
}

void PaletteModel::setFound(QList<PaletteEntry> entries)
{
    m_found = std::move(entries);
    show();
}

void PaletteModel::use(const QString &id)
{
    if (id.isEmpty())
        return;
    m_recent.removeAll(id);
    m_recent.prepend(id);
    m_recent = m_recent.mid(0, maxRecent);
}

void PaletteModel::show()
{
    struct Ranked
    {
        int score = 0;
        const PaletteEntry *entry = nullptr;
    };
    QList<Ranked> ranked;
    const auto rank = [&](const PaletteEntry &entry) {
        int score = entry.found
            ? std::max(foundScore, fuzzyScore(m_typed, entry.title))
            : std::max(fuzzyScore(m_typed, entry.title), fuzzyScore(m_typed, QString(entry.detail + u' ' + entry.title)) / detailShare);
        if (score <= 0)
            return;
        if (const qsizetype used = m_recent.indexOf(entry.id); used >= 0 && !entry.id.isEmpty())
            score += recentBonus - int(used);
        ranked.append({score, &entry});
    };
    for (const PaletteEntry &entry : std::as_const(m_entries))
        rank(entry);
    for (const PaletteEntry &entry : std::as_const(m_found))
        rank(entry);
    // Stable: equals stand as in the menus.
    std::ranges::stable_sort(ranked, std::ranges::greater(), &Ranked::score);
    beginResetModel();
    m_shown.clear();
    for (const Ranked &one : std::as_const(ranked).mid(0, maxShown))
        m_shown.append(*one.entry);
    endResetModel();
}

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_shown.size())
        return {};
    const PaletteEntry &entry = m_shown.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return entry.title;
    case Qt::DecorationRole:
        return entry.icon;
    case Qt::AccessibleTextRole: {
        QStringList parts{entry.title, entry.detail, entry.keys};
        parts.removeAll(QString());
        return parts.join(u", "_s);
    }
    case DetailRole:
        return entry.detail;
    case KeysRole:
        return entry.keys;
    default:
        return {};
    }
}

} // namespace Lockstep

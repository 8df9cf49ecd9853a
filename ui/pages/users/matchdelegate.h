// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/searched.h"

#include <QStyledItemDelegate>

namespace Lockstep {

/// What a match is shown as: words around the text that matched, fit to be shown, in three pieces.
struct MatchWords
{
    QString before; ///< what it is and what stands before the match: "device JLAFKJWSCS “"
    QString match;
    QString after;

    QString whole() const { return before + match + after; }
};
MatchWords matchWords(const Inspection::Match &match);
/// Whether the match is in the user ID, which the row shows anyway.
bool isInUserId(const Inspection::Match &match);

/// A user ID with the part that a search found in it, and below it what else was found, if the row is high enough for two lines.
class MatchDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    /// \a role: of a QList<Inspection::Match>.
    explicit MatchDelegate(int role, QObject *parent = nullptr)
        : QStyledItemDelegate(parent)
        , m_role(role)
    {
    }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const int m_role;
};

} // namespace Lockstep

// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QAction>
#include <QObject>

#include <array>

class QKeyEvent;

namespace Lockstep {

/// What can be done with a history whatever row is selected, each once: for its keys, its context menu, and any other menu or palette
/// that wants them. The shortcuts are those of the view that has the focus; the actions only tell of them.
class HistoryActions : public QObject
{
    Q_OBJECT
public:
    enum Id {
        CopyRows,
        Find,
        NextBreak,
        PreviousBreak,
        Earlier,
        Later,
        Back,
        Forward,
        Explain,
        Pin,
        Folds,
        NextTimes,
        Utc,
        Mark,
        Axis,
        MarkedRange,
        WholeHistory,
        ExportGraph,
        Print,
        Count
    };

    explicit HistoryActions(QObject *parent);

    QAction *at(Id id) const { return m_actions[std::size_t(id)]; }
    /// In the order of a menu; a null where a line belongs.
    QList<QAction *> all() const;
    /// Does what the key stands for. False if it is none of theirs.
    bool handle(const QKeyEvent *event);

private:
    void add(Id id, const QString &text, const QKeySequence &shortcut);

    std::array<QAction *, Count> m_actions{};
};

} // namespace Lockstep

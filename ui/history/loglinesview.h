// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "http/httpcall.h"
#include "inspection/rowlines.h"

#include <QTimer>
#include <QWidget>

#include <functional>

class QLabel;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QTreeWidget;

namespace Lockstep {

/// The lines of the homeserver's log that a row of a history was read from: where each stands, what it says for the row, its text. They are
/// searched for while this is shown, one row at a time; a search that nobody looks at any more is cancelled.
class LogLinesView : public QWidget
{
    Q_OBJECT
public:
    using Fetch = std::function<Http::CallHandle(const UserId &user, qint64 n, QObject *context, Http::Done<Inspection::RowLines> done)>;

    /// \a name: under which its columns and halves are remembered; empty: they are not. Two at a time may not share one.
    explicit LogLinesView(Fetch fetch, QWidget *parent = nullptr, const QString &name = QStringLiteral("history/lines"));

    /// Searches for the row's lines, unless they are shown already. \a n: 0 for a row that is no single update.
    void setRow(const UserId &user, qint64 n);
    /// Ends a search: nobody looks.
    void leave();
    /// How times are said.
    void setUtc(bool utc);
    bool isSearching() const { return m_delay.isActive() || m_call.isRunning(); }
    /// All lines with their places, one each, as the log has them but for control characters.
    void copyAll();

Q_SIGNALS:
    void statusMessage(const QString &text);

private:
    void search();
    void showFound(const Result<Inspection::RowLines> &found);
    void setState(const QStringList &sentences, bool isSearching, const QString &action);
    void fill();
    void showText();

    Fetch m_fetch;
    UserId m_user;
    qint64 m_n = 0;
    bool m_utc = false;
    bool m_isShown = false; ///< the lines of m_n, or why there are none
    Http::CallHandle m_call;
    QTimer m_delay;
    QList<Inspection::RowLine> m_lines;
    QLabel *m_note;
    QProgressBar *m_progress;
    QPushButton *m_action; ///< cancels, or searches again
    QPushButton *m_copy;
    QTreeWidget *m_tree;
    QPlainTextEdit *m_text;
};

} // namespace Lockstep

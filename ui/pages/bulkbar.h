// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/strip.h"

#include <QPointer>

class QLabel;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace Lockstep {

class BulkRefresh;

/// A strip above the pages: how far a refresh of many users is, with pause and cancel; what came of it; or that an earlier one was
/// interrupted and may go on. Hidden while there is none.
class BulkBar : public Strip
{
    Q_OBJECT
public:
    explicit BulkBar(QWidget *parent = nullptr);

    /// Null while there is no session.
    void setBulk(BulkRefresh *bulk);
    QString text() const;

Q_SIGNALS:
    /// The list of the users is wanted.
    void listRequested();

private:
    void update();
    QPushButton *add(const QString &text, void (BulkRefresh::*deed)());

    QPointer<BulkRefresh> m_bulk;
    QLabel *m_icon;
    QLabel *m_text;
    QLabel *m_failures;
    QProgressBar *m_progress;
    QPushButton *m_list;
    QPushButton *m_pause;
    QPushButton *m_resume;
    QPushButton *m_cancel;
    QPushButton *m_retry;
    QPushButton *m_goOn;
    QPushButton *m_forget;
    QToolButton *m_close;
};

} // namespace Lockstep

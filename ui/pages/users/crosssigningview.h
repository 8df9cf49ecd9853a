// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/device.h"

#include <QScrollArea>

class QLabel;
class QTableWidget;

namespace Lockstep {

/// A user's cross-signing keys, whether they fit together, and the identities that were before.
class CrossSigningView : public QScrollArea
{
    Q_OBJECT
public:
    explicit CrossSigningView(QWidget *parent = nullptr);

    void setCrossSigning(const CrossSigning &keys, const QList<Device> &devices);
    QString summary() const;

private:
    void showHistory(const QList<CrossSigning::Entry> &history, const QString &masterNow);

    QLabel *m_summary;
    QLabel *m_master;
    QLabel *m_selfSigning;
    QLabel *m_historyTitle;
    QTableWidget *m_history;
};

} // namespace Lockstep

// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStyledItemDelegate>

namespace Lockstep {

/// A finding in a list: icon and sentence, below them a quiet line, below that a link to what it is about and one to its incident.
class FindingDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    enum Role { QuietRole = Qt::UserRole + 10, LinkRole, IncidentRole };

    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option, const QModelIndex &index) override;

Q_SIGNALS:
    void linkPressed(const QModelIndex &index);
    void incidentPressed(const QModelIndex &index);
};

} // namespace Lockstep

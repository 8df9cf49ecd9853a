// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHash>
#include <QStyledItemDelegate>

namespace Lockstep {

class IncidentModel;

/// An incident as a line: shape of its severity, what is wrong, since when, what comes of it; below, quietly, what an operator said of
/// it. Headings look like it. The opened one has room for its details below.
class IncidentDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    static constexpr int edge = 3; ///< of the colour at the left
    static constexpr int gap = 4; ///< below a row
    static constexpr int textLeft = 40; ///< where text begins

    IncidentDelegate(const IncidentModel *model, QObject *parent);

    /// The one whose details are shown, by key, and their height; empty for none.
    void setOpened(const QString &key, int height);
    /// Measures anew what has this key, or everything.
    void forget(const QString &key) { m_heights.remove(key); }
    void forgetAll() { m_heights.clear(); }
    /// Of the line alone, for a view of this width.
    int lineHeight(const QStyleOptionViewItem &option, const QModelIndex &index, int width) const;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    struct Height
    {
        int width = 0;
        int height = 0;
    };

    const IncidentModel *m_model;
    QString m_opened;
    int m_detailsHeight = 0;
    mutable QHash<QString, Height> m_heights;
};

} // namespace Lockstep

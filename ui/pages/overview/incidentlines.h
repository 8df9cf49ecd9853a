// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHash>
#include <QIdentityProxyModel>
#include <QTimer>

namespace Lockstep {

class IncidentModel;

/// An IncidentModel in words: DisplayRole is the whole line. Words are made once and made anew when the incident or, by the clock alone,
/// what they say changes.
class IncidentLines : public QIdentityProxyModel
{
    Q_OBJECT
public:
    enum Role {
        TitleRole = Qt::UserRole + 100, ///< the line's loud part
        RestRole, ///< what follows it
        QuietRole, ///< a second line: who acknowledged or muted it
    };

    explicit IncidentLines(IncidentModel *model, QObject *parent = nullptr);

    IncidentModel *incidents() const { return m_model; }
    QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Words
    {
        QString title, rest, quiet;
        qint64 changes = 0; ///< ms since the epoch
    };
    const Words &wordsAt(int row) const;
    Words make(int row) const;
    void planTick() const;
    void tick();

    IncidentModel *m_model;
    mutable QHash<QString, Words> m_words; ///< of what was asked for, by the model's key
    mutable QTimer m_tick;
};

} // namespace Lockstep

// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QAbstractListModel>
#include <QIcon>
#include <QStringList>

#include <functional>

namespace Lockstep {

/// One thing that can be done or gone to. Texts are plain and displayable.
struct PaletteEntry
{
    QString id; ///< the same each time, also in another language: what "recently used" is remembered by; empty: is not remembered
    QString title;
    QString detail = {}; ///< what kind of thing, or which menu it is in
    QString keys = {}; ///< shortcut, in the system's words
    QIcon icon = {};
    std::function<void()> run = {};
    bool found = false; ///< by the server for what was typed: is not matched again
};

/// What the palette offers for what is typed, the best first: how well the words fit, and what was used lately before the rest.
class PaletteModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { DetailRole = Qt::UserRole, KeysRole };
    static constexpr int maxShown = 60;
    static constexpr int maxRecent = 30;

    using QAbstractListModel::QAbstractListModel;

    /// What there is whatever is typed.
    void setEntries(QList<PaletteEntry> entries);
    /// \a ids: the newest first.
    void setRecent(const QStringList &ids) { m_recent = ids; }
    QStringList recent() const { return m_recent; }
    void use(const QString &id);
    void setTyped(const QString &typed);
    /// What a server found for what is typed now; they go as soon as something else is typed.
    void setFound(QList<PaletteEntry> entries);
    const PaletteEntry &at(int row) const { return m_shown.at(row); }

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_shown.size()); }
    QVariant data(const QModelIndex &index, int role) const override;

private:
    void show();

    QList<PaletteEntry> m_entries;
    QList<PaletteEntry> m_found;
    QList<PaletteEntry> m_shown;
    QStringList m_recent;
    QString m_typed;
};

} // namespace Lockstep

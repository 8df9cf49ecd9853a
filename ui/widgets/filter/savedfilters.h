// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QToolButton>

class QLineEdit;
class QMenu;

namespace Lockstep {

class Settings;

/// Filters that the operator has given a name, for one list: chosen, saved, removed, and one of them there at the start.
class SavedFilters : public QToolButton
{
    Q_OBJECT
public:
    static constexpr int maxFilters = 40;
    static constexpr int maxName = 60;

    struct Saved
    {
        QString name;
        QString text;
    };

    /// \a list: under which name they are kept. The field gets the one for the start, or what was last remembered, at once. Neither is
    /// owned.
    SavedFilters(Settings *settings, const QString &list, QLineEdit *field, QWidget *parent = nullptr);

    QList<Saved> saved() const;
    /// Replaces one of the same name; without a name nothing happens. The oldest make room.
    void save(const QString &name, const QString &text);
    void remove(const QString &name);
    /// What the field says now is there again at the next start, unless another filter is.
    void remember();
    /// Empty: none.
    QString atStart() const;
    void setAtStart(const QString &name);

private:
    void fill();
    void askForName();
    void store(const QList<Saved> &filters);

    Settings *m_settings;
    QString m_key;
    QLineEdit *m_field;
    QMenu *m_menu;
};

} // namespace Lockstep

// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"
#include "ui/widgets/listpanel.h"

#include <QObject>

namespace Lockstep {

class FilterInput;
class SavedFilters;
class Settings;

/// The filter language in the search of the users: what the server can filter by is asked of it, the rest is left to the rows.
class UserFilter : public QObject
{
    Q_OBJECT
public:
    UserFilter(QLineEdit *search, ListPanel *panel, Settings *settings, QWidget *parent);

    FilterInput *input() const { return m_input; }
    SavedFilters *saved() const { return m_saved; }
    /// Fills in what of the field is the server's: one state, one server, one text to search for. What the query has already stays.
    void narrow(Inspection::UserQuery *query);
    /// Whether what is typed can be understood; otherwise what is shown stays as it is.
    bool understands(bool finished);
    /// What is left, after narrow(): for the rows.
    const Filter &rest() const { return m_rest; }

private:
    QLineEdit *m_search;
    FilterInput *m_input;
    SavedFilters *m_saved;
    Filter m_rest;
};

} // namespace Lockstep

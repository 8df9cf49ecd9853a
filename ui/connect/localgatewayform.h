// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "session/connectrequest.h"
#include "ui/connect/connectvalidation.h"

#include <QHash>
#include <QWidget>

class QCheckBox;
class QFormLayout;
class QLineEdit;
class QPlainTextEdit;
class QToolButton;

namespace Lockstep {

class FormField;

/// A short list of files, one a line, typed, pasted, dropped or chosen.
class PathList : public QWidget
{
    Q_OBJECT
public:
    PathList(const QString &what, const QString &filter, const QString &placeholder, QWidget *parent = nullptr);

    QStringList paths() const;
    void setPaths(const QStringList &paths);

Q_SIGNALS:
    void changed();

private:
    void add();

    QPlainTextEdit *m_text;
    QString m_what;
    QString m_filter;
};

/// The part of the connect dialog for a gateway inside the program: Synapse's own files, and what overrides them.
class LocalGatewayForm : public QWidget
{
    Q_OBJECT
public:
    explicit LocalGatewayForm(QWidget *parent = nullptr);

    LocalGatewayOptions options() const;
    void setOptions(const LocalGatewayOptions &options);
    /// The field, null if it is none of this form. Opens the part that holds it.
    FormField *field(ConnectField field) const;
    void revealOverrides(bool reveal);
    /// A database address may hold a password.
    void clearSecrets();

Q_SIGNALS:
    void changed();
    /// Its height has changed.
    void resized();

private:
    QWidget *makeOverrides();
    QLineEdit *addLine(QFormLayout *form, ConnectField field, const QString &label, const QString &placeholder);

    PathList *m_configurations;
    PathList *m_logs = nullptr;
    QLineEdit *m_serverName = nullptr;
    QLineEdit *m_clientApi = nullptr;
    QLineEdit *m_database = nullptr;
    QLineEdit *m_markerDatabase = nullptr;
    QCheckBox *m_readOnly;
    QToolButton *m_more;
    QHash<ConnectField, FormField *> m_fields;
    QWidget *m_overrides;
};

} // namespace Lockstep

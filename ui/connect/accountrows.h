// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "session/settings.h"
#include "session/signinscout.h"
#include "ui/connect/connectvalidation.h"

#include <QObject>
#include <QTimer>

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;

namespace Lockstep {

class FormField;

/// The rows of the connect dialog that say where and how to sign in. Asks the server that was typed what it offers, and shows no other way
/// then.
class AccountRows : public QObject
{
    Q_OBJECT
public:
    /// Adds the rows to \a form; the inputs belong to \a part. \a network outlives this.
    AccountRows(QNetworkAccessManager *network, QGridLayout *form, QWidget *part);

    void prefill(const RecentConnection &connection);
    void fill(ConnectRequest &request) const;
    bool byToken() const;
    bool isInBrowser() const;
    void setServerPlaceholder(const QString &text);
    FormField *field(ConnectField field) const;
    /// Where the work goes on after a refusal.
    void focusSecret();
    void clearSecret();
    QLineEdit *secret() const { return m_secret; }
    /// Nothing is asked any more: the dialog connects.
    void stopAsking();

Q_SIGNALS:
    /// Rows were shown or hidden.
    void changed();
    /// A provider of single sign-on was clicked: sign in with that one.
    void providerChosen();

private:
    void makeRows(QGridLayout *form, QWidget *part);
    void ask();
    void learn(const SignInOffers &offers);
    void setMethods(const QList<int> &methods);
    void showProviders(const SignInOffers &offers);
    void updateRows();

    SignInScout m_scout;
    QTimer m_typed;
    SignInOffers m_offers;
    QString m_provider;
    bool m_chosen = false; ///< the operator has chosen the way
    QLineEdit *m_server = nullptr;
    QComboBox *m_method = nullptr;
    QLabel *m_note = nullptr;
    QWidget *m_providers = nullptr;
    QLineEdit *m_user = nullptr;
    QLineEdit *m_secret = nullptr;
    QLabel *m_userLabel = nullptr;
    QLabel *m_secretLabel = nullptr;
    FormField *m_serverField = nullptr;
    FormField *m_userField = nullptr;
    FormField *m_secretField = nullptr;
};

/// Adds a row; the label stays at the height of the input when a complaint appears below that.
void addFormRow(QGridLayout *form, QLabel *label, QWidget *field);

} // namespace Lockstep

// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "session/session.h"
#include "session/settings.h"
#include "ui/connect/connectvalidation.h"

#include <QDialog>
#include <QPointer>

class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace Lockstep {

class AccountRows;
class Banner;
class FormField;
class LocalGatewayForm;
class SignInPanel;

/// Asks where to connect and does it: progress and errors are shown here, nothing that was typed is lost by a failure. Accepted
/// once the session has connected; passwords are gone from the fields then. After a rejection everything is still there for the next
/// time it is shown.
class ConnectDialog : public QDialog
{
    Q_OBJECT
public:
    /// \a secrets: asked whether there is a keychain. Both outlive the dialog.
    ConnectDialog(Session *session, SecretStore *secrets, QWidget *parent = nullptr);
    ~ConnectDialog() override;

    /// Fills in what is known of an earlier connection; the secret is still to be typed.
    void prefill(const RecentConnection &connection);
    ConnectRequest request() const;
    bool isBusy() const { return m_busy; }

    void reject() override;

Q_SIGNALS:
    void started(const Lockstep::ConnectRequest &request);

public Q_SLOTS:
    /// Checks what was typed, then connects.
    void start();

private:
    void makeRemember(QGridLayout *form);
    void makeGateway(QGridLayout *form);
    void updateForm();
    void updateKeychainNote();
    bool showProblems();
    void clearProblems();
    void begin(bool adminRights);
    void setBusy(bool busy);
    void showWait(const SignInWait &wait);
    void endWait();
    void startWithoutAdmin();
    void succeeded();
    void failed(const Error &error);
    GatewayPlace place() const;
    FormField *field(ConnectField field) const;
    void fitHeight();

    Session *m_session;
    QWidget *m_form;
    AccountRows *m_account = nullptr;
    QLabel *m_gatewayLabel = nullptr;
    QComboBox *m_place = nullptr;
    QLineEdit *m_gateway = nullptr;
    LocalGatewayForm *m_local = nullptr;
    QCheckBox *m_remember = nullptr;
    QLabel *m_keychainNote = nullptr;
    FormField *m_gatewayField = nullptr;
    Banner *m_error;
    QWidget *m_progress;
    QLabel *m_progressText;
    SignInPanel *m_wait;
    QDialogButtonBox *m_buttons = nullptr;
    QPushButton *m_connect = nullptr;
    QString m_keychainProblem;
    QPointer<QWidget> m_workedAt; ///< had the focus when the attempt began
    bool m_busy = false;
    bool m_waited = false; ///< the attempt led through a browser
    bool m_adminAsked = false; ///< the attempt asks an authorization server for admin rights
};

} // namespace Lockstep

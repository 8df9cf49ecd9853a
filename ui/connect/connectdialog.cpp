// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connect/connectdialog.h"

#include "core/log.h"
#include "session/secrets.h"
#include "ui/connect/localgatewayform.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/formfield.h"
#include "ui/words/presentation.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int dialogWidth = 560;
constexpr qsizetype maxErrorLength = 1000;
enum Method { ByPassword, ByToken };

/// The label stays at the height of the input when a complaint appears below that.
void addRow(QGridLayout *form, QLabel *label, QWidget *field)
{
    const int row = form->rowCount();
    if (label) {
        label->setMinimumHeight(QLineEdit().sizeHint().height());
        form->addWidget(label, row, 0, Qt::AlignTop);
    }
    form->addWidget(field, row, 1);
}
} // namespace

ConnectDialog::ConnectDialog(Session *session, SecretStore *secrets, QWidget *parent)
    : QDialog(parent)
    , m_session(session)
    , m_form(new QWidget(this))
    , m_error(new Banner(this))
    , m_progress(new QWidget(this))
    , m_progressText(Presentation::plainLabel({}, m_progress))
{
    setWindowTitle(tr("Connect to a server"));
    setObjectName(u"connectDialog"_s);

    auto *formLayout = new QVBoxLayout(m_form);
    formLayout->setContentsMargins(0, 0, 0, 0);
    formLayout->setSpacing(12);
    // A grid: rows come and go and hold text that wraps, which QFormLayout of Qt 6.4 does not survive.
    auto *form = new QGridLayout;
    form->setColumnStretch(1, 1);
    makeAccount(form);
    makeGateway(form);
    m_local = new LocalGatewayForm(m_form);
    connect(m_local, &LocalGatewayForm::resized, this, &ConnectDialog::fitHeight);
    formLayout->addLayout(form);
    formLayout->addWidget(m_local);

    // After the fields, so that Tab reaches them last.
    m_buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_buttons->button(QDialogButtonBox::Cancel)->setIcon({});
    m_connect = m_buttons->addButton(tr("Connect"), QDialogButtonBox::AcceptRole);
    m_connect->setDefault(true);
    m_connect->setIcon(Presentation::icon(u"connect"_s));

    auto *bar = new QProgressBar(m_progress);
    bar->setRange(0, 0);
    bar->setTextVisible(false);
    bar->setMaximumHeight(6);
    auto *progress = new QVBoxLayout(m_progress);
    progress->setContentsMargins(0, 0, 0, 0);
    progress->addWidget(m_progressText);
    progress->addWidget(bar);
    m_progress->hide();

    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    layout->addWidget(m_form);
    layout->addStretch(1);
    layout->addWidget(m_error);
    layout->addWidget(m_progress);
    layout->addWidget(m_buttons);

    connect(m_buttons, &QDialogButtonBox::accepted, this, &ConnectDialog::start);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &ConnectDialog::reject);
    connect(session, &Session::progress, m_progressText, &QLabel::setText);
    connect(session, &Session::connected, this, &ConnectDialog::succeeded);
    connect(session, &Session::connectFailed, this, &ConnectDialog::failed);

    // Looking for what was never kept tells whether there is a keychain at all, without unlocking anything.
    secrets->read(u"probe"_s, this, [this](const Result<QString> &result) {
        if (!result && result.error().kind == Error::Unsupported)
            m_keychainProblem = result.error().text;
        updateKeychainNote();
    });
    updateForm();
    resize(dialogWidth, sizeHint().height());
}

ConnectDialog::~ConnectDialog() = default;

void ConnectDialog::makeAccount(QGridLayout *form)
{
    QWidget *part = m_form;
    m_server = new QLineEdit(part);
    m_server->setObjectName(u"server"_s);
    m_user = new QLineEdit(part);
    m_user->setObjectName(u"user"_s);
    m_user->setPlaceholderText(tr("admin or @admin:example.org"));
    m_method = new QComboBox(part);
    m_method->setObjectName(u"method"_s);
    m_method->addItem(tr("with a password"));
    m_method->addItem(tr("with an access token"));
    m_secret = new QLineEdit(part);
    m_secret->setObjectName(u"secret"_s);
    m_secret->setEchoMode(QLineEdit::Password);
    m_secret->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    m_userLabel = new QLabel(tr("&User"), part);
    m_secretLabel = new QLabel(tr("&Password"), part);
    m_remember = new QCheckBox(tr("&Stay signed in: keep the access token in the keychain"), part);
    m_remember->setObjectName(u"remember"_s);
    m_remember->setChecked(true);
    m_keychainNote = Presentation::plainLabel({}, part);
    m_keychainNote->setObjectName(u"keychainNote"_s);
    Presentation::setQuiet(m_keychainNote);

    m_serverField = new FormField(m_server, part);
    m_userField = new FormField(m_user, part);
    m_secretField = new FormField(m_secret, part);
    m_userLabel->setBuddy(m_user);
    m_secretLabel->setBuddy(m_secret);

    auto *serverLabel = new QLabel(tr("S&erver"), part);
    serverLabel->setBuddy(m_server);
    addRow(form, serverLabel, m_serverField);
    auto *methodLabel = new QLabel(tr("Sign &in"), part);
    methodLabel->setBuddy(m_method);
    addRow(form, methodLabel, m_method);
    addRow(form, m_userLabel, m_userField);
    addRow(form, m_secretLabel, m_secretField);
    addRow(form, nullptr, m_remember);
    addRow(form, nullptr, m_keychainNote);
    m_keychainNote->hide();
    QWidget::setTabOrder(m_server, m_method);

    connect(m_method, &QComboBox::currentIndexChanged, this, &ConnectDialog::updateForm);
    connect(m_server, &QLineEdit::textEdited, this, [this] { m_serverField->setProblem({}); });
    connect(m_user, &QLineEdit::textEdited, this, [this] { m_userField->setProblem({}); });
    connect(m_secret, &QLineEdit::textEdited, this, [this] { m_secretField->setProblem({}); });
}

void ConnectDialog::makeGateway(QGridLayout *form)
{
    QWidget *part = m_form;
    m_place = new QComboBox(part);
    m_place->setObjectName(u"place"_s);
    m_place->addItem(tr("behind the homeserver's own address"), int(GatewayPlace::AtHomeserver));
    m_place->addItem(tr("at another address"), int(GatewayPlace::Given));
    m_place->addItem(tr("in this program: Synapse runs on this machine"), int(GatewayPlace::InProcess));
    Presentation::setToolTip(m_place, tr("The gateway reads the homeserver's database and logs. It runs beside the homeserver."));
    m_gateway = new QLineEdit(part);
    m_gateway->setObjectName(u"gateway"_s);
    m_gateway->setPlaceholderText(u"https://lockstep.example.org"_s);
    m_gatewayField = new FormField(m_gateway, part);

    auto *placeLabel = new QLabel(tr("&Gateway"), part);
    placeLabel->setBuddy(m_place);
    addRow(form, placeLabel, m_place);
    m_gatewayLabel = new QLabel(tr("A&ddress"), part);
    m_gatewayLabel->setBuddy(m_gateway);
    addRow(form, m_gatewayLabel, m_gatewayField);

    connect(m_place, &QComboBox::currentIndexChanged, this, &ConnectDialog::updateForm);
    connect(m_gateway, &QLineEdit::textEdited, this, [this] { m_gatewayField->setProblem({}); });
}

void ConnectDialog::prefill(const RecentConnection &connection)
{
    const QString server = connection.server.isEmpty() ? connection.homeserver.toString() : connection.server;
    if (server != m_server->text() || connection.userId != m_user->text())
        m_secret->clear(); // typed for another account
    m_server->setText(server);
    m_user->setText(connection.userId);
    m_place->setCurrentIndex(m_place->findData(int(connection.gatewayPlace)));
    m_gateway->setText(connection.gateway.toString());
    m_local->setOptions(connection.local);
    updateForm();
    m_secret->setFocus();
}

ConnectRequest ConnectDialog::request() const
{
    ConnectRequest request;
    request.server = m_server->text().trimmed();
    request.user = byToken() ? QString() : m_user->text().trimmed();
    (byToken() ? request.accessToken : request.password) = byToken() ? m_secret->text().trimmed() : m_secret->text();
    // Not isEnabled(): while the attempt runs the whole form is disabled, and that is not the operator's wish.
    request.rememberSecret = m_remember->isChecked() && m_keychainProblem.isEmpty();
    request.gatewayPlace = place();
    if (place() == GatewayPlace::Given)
        request.gateway = QUrl(m_gateway->text().trimmed(), QUrl::StrictMode);
    if (place() == GatewayPlace::InProcess)
        request.local = m_local->options();
    return request;
}

void ConnectDialog::start()
{
    if (m_busy)
        return;
    m_error->hide();
    if (!showProblems())
        return;
    m_progressText->setText(tr("Connecting …"));
    const ConnectRequest wanted = request();
    setBusy(true);
    Q_EMIT started(wanted);
    m_session->connectTo(wanted);
}

void ConnectDialog::reject()
{
    // The first Cancel stops the attempt and leaves what was typed; the second closes.
    if (m_busy) {
        m_session->cancelConnect();
        setBusy(false);
        return;
    }
    // What was typed stays for the next time it is opened; it goes with the window.
    QDialog::reject();
}

void ConnectDialog::succeeded()
{
    m_secret->clear();
    m_local->clearSecrets();
    setBusy(false);
    accept();
}

void ConnectDialog::failed(const Error &error)
{
    if (!m_busy)
        return;
    setBusy(false);
    m_error->showMessage(Presentation::Tone::Critical, displayable(error.text, maxErrorLength));
    // Otherwise the focus is back where it was when the attempt began.
    if (error.kind == Error::Unauthorized || error.kind == Error::Forbidden) {
        m_secret->setFocus();
        m_secret->selectAll();
    }
    fitHeight();
}

bool ConnectDialog::showProblems()
{
    clearProblems();
    const QList<ConnectProblem> problems = validate(request(), byToken());
    for (auto problem = problems.rbegin(); problem != problems.rend(); ++problem) {
        FormField *box = field(problem->field);
        if (m_local->field(problem->field) && problem->field != ConnectField::Configuration)
            m_local->revealOverrides(true);
        box->setProblem(problem->text);
        box->input()->setFocus(); // the first one's stays
    }
    fitHeight();
    return problems.isEmpty();
}

void ConnectDialog::clearProblems()
{
    for (int i = 0; i <= int(ConnectField::Logs); ++i)
        field(ConnectField(i))->setProblem({});
}

FormField *ConnectDialog::field(ConnectField field) const
{
    switch (field) {
    case ConnectField::Server:
        return m_serverField;
    case ConnectField::User:
        return m_userField;
    case ConnectField::Secret:
        return m_secretField;
    case ConnectField::Gateway:
        return m_gatewayField;
    case ConnectField::Configuration:
    case ConnectField::ServerName:
    case ConnectField::ClientApi:
    case ConnectField::Database:
    case ConnectField::MarkerDatabase:
    case ConnectField::Logs:
        break;
    }
    return m_local->field(field);
}

void ConnectDialog::setBusy(bool busy)
{
    // What is disabled loses the focus, and nothing gives it back: it would stay on Cancel, where Enter ends everything.
    if (busy)
        m_workedAt = focusWidget();
    m_busy = busy;
    m_form->setEnabled(!busy);
    m_connect->setEnabled(!busy);
    if (busy)
        m_buttons->button(QDialogButtonBox::Cancel)->setFocus();
    else if (m_workedAt && m_workedAt->isVisibleTo(this))
        m_workedAt->setFocus();
    m_progress->setVisible(busy);
    m_buttons->button(QDialogButtonBox::Cancel)->setText(busy ? tr("Stop") : tr("Cancel"));
    fitHeight();
}

void ConnectDialog::updateForm()
{
    const bool token = byToken();
    m_userLabel->setVisible(!token);
    m_userField->setVisible(!token);
    m_secretLabel->setText(token ? tr("Access &token") : tr("&Password"));
    const bool local = place() == GatewayPlace::InProcess;
    m_server->setPlaceholderText(local ? tr("as homeserver.yaml says") : tr("example.org or https://matrix.example.org"));
    m_gatewayLabel->setVisible(place() == GatewayPlace::Given);
    m_gatewayField->setVisible(place() == GatewayPlace::Given);
    m_local->setVisible(local);
    fitHeight();
}

void ConnectDialog::updateKeychainNote()
{
    const bool missing = !m_keychainProblem.isEmpty();
    m_remember->setEnabled(!missing);
    m_keychainNote->setText(
        missing ? tr("No keychain is available, so the token is kept for this session only. %1").arg(m_keychainProblem) : QString());
    m_keychainNote->setVisible(missing);
    fitHeight();
}

bool ConnectDialog::byToken() const
{
    return m_method->currentIndex() == ByToken;
}

GatewayPlace ConnectDialog::place() const
{
    return GatewayPlace(m_place->currentData().toInt());
}

void ConnectDialog::fitHeight()
{
    // After the layout has taken notice of what was shown or hidden.
    QTimer::singleShot(0, this, [this] { resize(width(), std::max(minimumSizeHint().height(), sizeHint().height())); });
}

} // namespace Lockstep

// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connect/connectdialog.h"

#include "core/log.h"
#include "session/secrets.h"
#include "ui/connect/accountrows.h"
#include "ui/connect/localgatewayform.h"
#include "ui/connect/signinpanel.h"
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
} // namespace

ConnectDialog::ConnectDialog(Session *session, SecretStore *secrets, QWidget *parent)
    : QDialog(parent)
    , m_session(session)
    , m_form(new QWidget(this))
    , m_error(new Banner(this))
    , m_progress(new QWidget(this))
    , m_progressText(Presentation::plainLabel({}, m_progress))
    , m_wait(new SignInPanel(this))
{
    setWindowTitle(tr("Connect to a server"));
    setObjectName(u"connectDialog"_s);

    auto *formLayout = new QVBoxLayout(m_form);
    formLayout->setContentsMargins(0, 0, 0, 0);
    formLayout->setSpacing(12);
    // A grid: rows come and go and hold text that wraps, which QFormLayout of Qt 6.4 does not survive.
    auto *form = new QGridLayout;
    form->setColumnStretch(1, 1);
    m_account = new AccountRows(session->network(), form, m_form);
    makeRemember(form);
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
    m_wait->hide();

    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    layout->addWidget(m_form);
    layout->addWidget(m_wait);
    layout->addStretch(1);
    layout->addWidget(m_error);
    layout->addWidget(m_progress);
    layout->addWidget(m_buttons);

    connect(m_buttons, &QDialogButtonBox::accepted, this, &ConnectDialog::start);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &ConnectDialog::reject);
    connect(session, &Session::progress, this, [this](const QString &text) {
        m_progressText->setText(text);
        endWait();
    });
    connect(session, &Session::signInWaiting, this, &ConnectDialog::showWait);
    connect(m_wait, &SignInPanel::withoutAdminRequested, this, &ConnectDialog::startWithoutAdmin);
    connect(m_error, &Banner::actionTriggered, this, &ConnectDialog::startWithoutAdmin);
    connect(m_account, &AccountRows::changed, this, &ConnectDialog::fitHeight);
    connect(m_account, &AccountRows::providerChosen, this, &ConnectDialog::start);
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

void ConnectDialog::makeRemember(QGridLayout *form)
{
    m_remember = new QCheckBox(tr("&Stay signed in: keep the access token in the keychain"), m_form);
    m_remember->setObjectName(u"remember"_s);
    m_remember->setChecked(true);
    m_keychainNote = Presentation::plainLabel({}, m_form);
    m_keychainNote->setObjectName(u"keychainNote"_s);
    Presentation::setQuiet(m_keychainNote);
    addFormRow(form, nullptr, m_remember);
    addFormRow(form, nullptr, m_keychainNote);
    m_keychainNote->hide();
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
    addFormRow(form, placeLabel, m_place);
    m_gatewayLabel = new QLabel(tr("A&ddress"), part);
    m_gatewayLabel->setBuddy(m_gateway);
    addFormRow(form, m_gatewayLabel, m_gatewayField);

    connect(m_place, &QComboBox::currentIndexChanged, this, &ConnectDialog::updateForm);
    connect(m_gateway, &QLineEdit::textEdited, this, [this] { m_gatewayField->setProblem({}); });
}

void ConnectDialog::prefill(const RecentConnection &connection)
{
    m_account->prefill(connection);
    m_place->setCurrentIndex(m_place->findData(int(connection.gatewayPlace)));
    m_gateway->setText(connection.gateway.toString());
    m_local->setOptions(connection.local);
    updateForm();
    m_account->secret()->setFocus();
}

ConnectRequest ConnectDialog::request() const
{
    ConnectRequest request;
    m_account->fill(request);
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
    if (!m_busy)
        begin(true);
}

void ConnectDialog::startWithoutAdmin()
{
    if (m_busy)
        m_session->cancelConnect();
    begin(false);
}

void ConnectDialog::begin(bool adminRights)
{
    m_error->hide();
    if (!showProblems())
        return;
    m_account->stopAsking();
    m_progressText->setText(tr("Connecting …"));
    ConnectRequest wanted = request();
    wanted.adminRights = adminRights;
    m_adminAsked = adminRights && m_account->isInBrowser();
    m_waited = false;
    setBusy(true);
    Q_EMIT started(wanted);
    m_session->connectTo(wanted);
}

void ConnectDialog::showWait(const SignInWait &wait)
{
    if (!m_busy)
        return;
    m_waited = true;
    m_form->hide();
    m_buttons->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
    m_wait->showWait(wait);
    fitHeight();
}

void ConnectDialog::endWait()
{
    if (m_wait->isHidden())
        return;
    m_wait->hide();
    m_form->show();
    fitHeight();
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
    m_account->clearSecret();
    m_local->clearSecrets();
    setBusy(false);
    accept();
    if (m_waited && parentWidget())
        parentWidget()->activateWindow(); // the browser is in front
}

void ConnectDialog::failed(const Error &error)
{
    if (!m_busy)
        return;
    setBusy(false);
    // Whether the account may have them, only a page in the browser said.
    static const QStringList ofRights{u"access_denied"_s, u"expired_token"_s, u"insufficient_scope"_s, u"invalid_scope"_s};
    const bool offerWithout = m_adminAsked && ofRights.contains(error.errcode);
    m_error->showMessage(Presentation::Tone::Critical, displayable(error.text, maxErrorLength),
        offerWithout ? tr("Sign in without admin rights") : QString());
    // Otherwise the focus is back where it was when the attempt began.
    if (error.kind == Error::Unauthorized || error.kind == Error::Forbidden)
        m_account->focusSecret();
    fitHeight();
}

bool ConnectDialog::showProblems()
{
    clearProblems();
    const QList<ConnectProblem> problems = validate(request(), m_account->byToken());
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
    case ConnectField::User:
    case ConnectField::Secret:
        return m_account->field(field);
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
    endWait();
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
    const bool local = place() == GatewayPlace::InProcess;
    m_account->setServerPlaceholder(local ? tr("as homeserver.yaml says") : tr("example.org or https://matrix.example.org"));
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

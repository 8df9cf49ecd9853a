// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connect/accountrows.h"

#include "core/log.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/formfield.h"
#include "ui/words/presentation.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
enum Method { ByBrowser, ByDeviceCode, ByPassword, ByToken };
constexpr int typingPauseMs = 1'000;

QString methodName(int method)
{
    switch (method) {
    case ByBrowser:
        return AccountRows::tr("in the browser");
    case ByDeviceCode:
        return AccountRows::tr("with a code, on another device");
    case ByPassword:
        return AccountRows::tr("with a password");
    default:
        return AccountRows::tr("with an access token");
    }
}
} // namespace

/// A label names what stands beside it in the same parent; what is inside a FormField does not.
static void nameByLabel(const QLabel *label)
{
    if (label->buddy())
        label->buddy()->setAccessibleName(label->text().remove(u'&'));
}

void addFormRow(QGridLayout *form, QLabel *label, QWidget *field)
{
    const int row = form->rowCount();
    if (label) {
        label->setMinimumHeight(QLineEdit().sizeHint().height());
        form->addWidget(label, row, 0, Qt::AlignTop);
        nameByLabel(label);
    }
    form->addWidget(field, row, 1);
}

AccountRows::AccountRows(QNetworkAccessManager *network, QGridLayout *form, QWidget *part)
    : QObject(part)
    , m_scout(network, nullptr)
{
    makeRows(form, part);
    setMethods({ByPassword, ByBrowser, ByDeviceCode, ByToken});
    m_typed.setSingleShot(true);
    m_typed.setInterval(typingPauseMs);
    connect(&m_typed, &QTimer::timeout, this, &AccountRows::ask);
    connect(&m_scout, &SignInScout::found, this, &AccountRows::learn);
    connect(m_server, &QLineEdit::textEdited, this, [this] {
        m_serverField->setProblem({});
        m_typed.start();
    });
    connect(m_server, &QLineEdit::editingFinished, this, [this] {
        if (m_typed.isActive())
            ask();
    });
    connect(m_method, &QComboBox::activated, this, [this] { m_chosen = true; });
    connect(m_method, &QComboBox::currentIndexChanged, this, &AccountRows::updateRows);
    connect(m_user, &QLineEdit::textEdited, this, [this] { m_userField->setProblem({}); });
    connect(m_secret, &QLineEdit::textEdited, this, [this] { m_secretField->setProblem({}); });
    updateRows();
}

void AccountRows::makeRows(QGridLayout *form, QWidget *part)
{
    m_server = new QLineEdit(part);
    m_server->setObjectName(u"server"_s);
    m_method = new QComboBox(part);
    m_method->setObjectName(u"method"_s);
    m_note = Presentation::plainLabel({}, part);
    m_note->setObjectName(u"signInNote"_s);
    Presentation::setQuiet(m_note);
    m_note->hide();
    m_providers = new QWidget(part);
    m_providers->setObjectName(u"providers"_s);
    m_providers->hide();
    m_user = new QLineEdit(part);
    m_user->setObjectName(u"user"_s);
    m_user->setPlaceholderText(tr("admin or @admin:example.org"));
    m_secret = new QLineEdit(part);
    m_secret->setObjectName(u"secret"_s);
    m_secret->setEchoMode(QLineEdit::Password);
    m_secret->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    m_userLabel = new QLabel(tr("&User"), part);
    m_secretLabel = new QLabel(tr("&Password"), part);
    m_serverField = new FormField(m_server, part);
    m_userField = new FormField(m_user, part);
    m_secretField = new FormField(m_secret, part);
    m_userLabel->setBuddy(m_user);
    m_secretLabel->setBuddy(m_secret);
    auto *serverLabel = new QLabel(tr("S&erver"), part);
    serverLabel->setBuddy(m_server);
    auto *methodLabel = new QLabel(tr("Sign &in"), part);
    methodLabel->setBuddy(m_method);

    addFormRow(form, serverLabel, m_serverField);
    addFormRow(form, methodLabel, m_method);
    addFormRow(form, nullptr, m_note);
    addFormRow(form, nullptr, m_providers);
    addFormRow(form, m_userLabel, m_userField);
    addFormRow(form, m_secretLabel, m_secretField);
    QWidget::setTabOrder(m_server, m_method);
}

void AccountRows::prefill(const RecentConnection &connection)
{
    const QString server = connection.server.isEmpty() ? connection.homeserver.toString() : connection.server;
    if (server != m_server->text() || connection.userId != m_user->text())
        m_secret->clear(); // typed for another account
    m_server->setText(server);
    m_user->setText(connection.userId);
    ask();
}

void AccountRows::fill(ConnectRequest &request) const
{
    request.server = m_server->text().trimmed();
    const int method = m_method->currentData().toInt();
    if (method == ByBrowser || method == ByDeviceCode) {
        request.way = method == ByBrowser ? SignInWay::Browser : SignInWay::DeviceCode;
        request.identityProvider = method == ByBrowser ? m_provider : QString();
        return;
    }
    request.user = byToken() ? QString() : m_user->text().trimmed();
    (byToken() ? request.accessToken : request.password) = byToken() ? m_secret->text().trimmed() : m_secret->text();
}

bool AccountRows::byToken() const
{
    return m_method->currentData().toInt() == ByToken;
}

bool AccountRows::isInBrowser() const
{
    const int method = m_method->currentData().toInt();
    return method == ByBrowser || method == ByDeviceCode;
}

void AccountRows::setServerPlaceholder(const QString &text)
{
    m_server->setPlaceholderText(text);
}

FormField *AccountRows::field(ConnectField field) const
{
    return field == ConnectField::Server ? m_serverField : field == ConnectField::User ? m_userField : m_secretField;
}

void AccountRows::focusSecret()
{
    if (isInBrowser())
        return;
    m_secret->setFocus();
    m_secret->selectAll();
}

void AccountRows::clearSecret()
{
    m_secret->clear();
}

void AccountRows::stopAsking()
{
    m_typed.stop();
    m_scout.cancel();
}

void AccountRows::ask()
{
    m_typed.stop();
    const QString server = m_server->text().trimmed();
    if (server.isEmpty())
        return;
    m_scout.ask(server);
}

void AccountRows::learn(const SignInOffers &offers)
{
    m_offers = offers;
    QList<int> methods;
    const bool all = !offers.problem.isEmpty(); // what is not known is not ruled out
    if (offers.browser || all)
        methods.append(ByBrowser);
    if (offers.deviceCode || all)
        methods.append(ByDeviceCode);
    if (offers.password || all)
        methods.append(ByPassword);
    methods.append(ByToken);
    // Nobody's choice and nobody's typing is lost.
    const bool typing = !m_user->text().isEmpty() && !m_secret->text().isEmpty();
    m_chosen = m_chosen || typing || all;
    setMethods(methods);
    showProviders(offers);
    updateRows();
}

void AccountRows::setMethods(const QList<int> &methods)
{
    const int current = m_method->currentData().toInt();
    const QSignalBlocker quiet(m_method);
    m_method->clear();
    for (const int method : methods)
        m_method->addItem(methodName(method), method);
    const bool keep = m_chosen && methods.contains(current);
    m_method->setCurrentIndex(keep ? int(methods.indexOf(current)) : 0);
}

void AccountRows::showProviders(const SignInOffers &offers)
{
    m_provider.clear();
    delete m_providers->layout();
    qDeleteAll(m_providers->findChildren<QPushButton *>());
    auto *flow = new FlowLayout(8, m_providers);
    for (const SignInOffers::Provider &provider : offers.providers) {
        QString text = provider.name;
        auto *button = new QPushButton(tr("Continue with %1").arg(text.replace(u'&', u"&&"_s)), m_providers);
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, [this, id = provider.id] {
            m_provider = id;
            Q_EMIT providerChosen();
            m_provider.clear(); // the button was for this once
        });
        flow->addWidget(button);
    }
}

void AccountRows::updateRows()
{
    const bool token = byToken();
    const bool browser = isInBrowser();
    const bool password = !token && !browser;
    m_userLabel->setVisible(password);
    m_userField->setVisible(password);
    m_secretLabel->setVisible(!browser);
    m_secretField->setVisible(!browser);
    m_secretLabel->setText(token ? tr("Access &token") : tr("&Password"));
    nameByLabel(m_secretLabel);
    m_providers->setVisible(m_method->currentData().toInt() == ByBrowser && !m_offers.providers.isEmpty());
    QString note;
    if (!m_offers.problem.isEmpty())
        note = displayable(m_offers.problem, 400);
    else if (password && m_offers.oauth)
        note = tr("With a password no account has admin rights at this server. Sign in in the browser, or with a code.");
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    Q_EMIT changed();
}

} // namespace Lockstep

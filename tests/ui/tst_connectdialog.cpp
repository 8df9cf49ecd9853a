// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/secrets.h"
#include "session/session.h"
#include "session/settings.h"
#include "tests/ui/fakehomeserver.h"
#include "ui/connect/connectdialog.h"
#include "ui/connect/connectvalidation.h"
#include "ui/connect/signinpanel.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/formfield.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDesktopServices>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QUrlQuery>

using namespace Lockstep;
using namespace Qt::StringLiterals;

namespace {
/// A desktop without a keychain.
class NoKeychain : public SecretStore
{
public:
    void read(const QString &, QObject *context, Http::Done<QString> done) override { refuse(context, done); }
    void write(const QString &, const QString &, QObject *context, Http::Done<bool> done) override { refuse(context, done); }
    void remove(const QString &, QObject *context, Http::Done<bool> done) override { refuse(context, done); }

private:
    template <typename T>
    static void refuse(QObject *context, const Http::Done<T> &done)
    {
        QMetaObject::invokeMethod(
            context, [done] { done(failure(Error::Unsupported, u"There is no secret service."_s)); }, Qt::QueuedConnection);
    }
};
} // namespace

class ConnectDialogTest : public QObject
{
    Q_OBJECT
public Q_SLOTS:
    /// In the place of the desktop's browser.
    void openInBrowser(const QUrl &address) { m_opened.append(address); }

private Q_SLOTS:
    void init();
    void cleanup();
    void validation_data();
    void validation();
    void missingFieldsAreNamed();
    void tabGoesFromTopToBottom();
    void connects();
    void wrongPasswordKeepsWhatWasTyped();
    void deadServerIsOneSentence();
    void stopLeavesTheDialogOpen();
    void keychainNote();
    void failureLeavesTheFocusWhereTheWorkIs();
    void cancelKeepsWhatWasTyped();
    void staysSignedIn();
    void offersDecideWhatIsShown_data();
    void offersDecideWhatIsShown();
    void offersTakeNothingAway();
    void singleSignOn();
    void hostileProviders();
    void addressesThatAreNotOpened();

private:
    QStringList methods() const;
    void typeServer(const QString &server);
    void offer(const QJsonObject &loginFlows, const Test::Answer &metadata = {.status = 404, .body = "{}"});

    QLineEdit *line(const char *name) const { return m_dialog->findChild<QLineEdit *>(QString::fromLatin1(name)); }
    QPushButton *button(const QString &text) const;
    void fill(const QString &server, const QString &user, const QString &secret);
    void open(SecretStore *secrets);

    std::unique_ptr<Test::FakeHomeserver> m_server;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<Settings> m_settings;
    MemorySecretStore m_secrets;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<ConnectDialog> m_dialog;
    QList<QUrl> m_opened;
};

void ConnectDialogTest::init()
{
    m_opened.clear();
    m_server = std::make_unique<Test::FakeHomeserver>();
    QVERIFY(m_server->listen());
    m_directory = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<Settings>(m_directory->filePath(u"test.ini"_s));
    open(&m_secrets);
}

void ConnectDialogTest::open(SecretStore *secrets)
{
    m_dialog.reset();
    m_session = std::make_unique<Session>(secrets, m_settings.get(), nullptr);
    m_dialog = std::make_unique<ConnectDialog>(m_session.get(), secrets);
    m_dialog->show();
}

void ConnectDialogTest::cleanup()
{
    m_dialog.reset();
    m_session.reset();
    m_settings.reset();
    m_server.reset();
}

QPushButton *ConnectDialogTest::button(const QString &text) const
{
    const auto buttons = m_dialog->findChildren<QPushButton *>();
    for (QPushButton *candidate : buttons) {
        if (candidate->text().remove(u'&') == text)
            return candidate;
    }
    return nullptr;
}

void ConnectDialogTest::fill(const QString &server, const QString &user, const QString &secret)
{
    line("server")->setText(server);
    line("user")->setText(user);
    line("secret")->setText(secret);
}

void ConnectDialogTest::validation_data()
{
    QTest::addColumn<ConnectRequest>("request");
    QTest::addColumn<bool>("byToken");
    QTest::addColumn<QList<int>>("fields");
    const auto list = [](std::initializer_list<ConnectField> fields) {
        QList<int> result;
        for (const ConnectField field : fields)
            result << int(field);
        return result;
    };
    ConnectRequest good;
    good.server = u"example.org"_s;
    good.user = u"admin"_s;
    good.password = u"x"_s;
    QTest::newRow("good") << good << false << list({});
    QTest::newRow("nothing") << ConnectRequest{} << false << list({ConnectField::Server, ConnectField::User, ConnectField::Secret});
    QTest::newRow("token missing") << good << true << list({ConnectField::Secret});
    const auto with = [&good](auto change) {
        ConnectRequest request = good;
        change(request);
        return request;
    };
    QTest::newRow("url") << with([](auto &r) { r.server = u"https://matrix.example.org/prefix"_s; }) << false << list({});
    QTest::newRow("plain http on this machine") << with([](auto &r) { r.server = u"http://localhost:8008"_s; }) << false << list({});
    QTest::newRow("plain http elsewhere") << with([](auto &r) { r.server = u"http://example.org"_s; }) << false
                                          << list({ConnectField::Server});
    QTest::newRow("not a server") << with([](auto &r) { r.server = u"not a server"_s; }) << false << list({ConnectField::Server});
    QTest::newRow("user id as server") << with([](auto &r) {
        r.server = u"@admin:example.org"_s;
        r.user.clear();
    }) << false << list({});
    QTest::newRow("bad user id") << with([](auto &r) { r.user = u"@admin"_s; }) << false << list({ConnectField::User});
    QTest::newRow("gateway missing") << with([](auto &r) { r.gatewayPlace = GatewayPlace::Given; }) << false
                                     << list({ConnectField::Gateway});
    QTest::newRow("gateway with password") << with([](auto &r) {
        r.gatewayPlace = GatewayPlace::Given;
        r.gateway = QUrl(u"https://user:word@example.org"_s);
    }) << false << list({ConnectField::Gateway});
    QTest::newRow("local, nothing given") << with([](auto &r) {
        r.server.clear();
        r.gatewayPlace = GatewayPlace::InProcess;
    }) << false << list({ConnectField::Configuration});
    QTest::newRow("local, file missing") << with([](auto &r) {
        r.gatewayPlace = GatewayPlace::InProcess;
        r.local.homeserverConfigs = {u"/no/such/homeserver.yaml"_s};
    }) << false << list({ConnectField::Configuration});
    QTest::newRow("local, half of it") << with([](auto &r) {
        r.gatewayPlace = GatewayPlace::InProcess;
        r.local.serverName = u"example.org"_s;
        r.local.database = u"mysql://x"_s;
    }) << false << list({ConnectField::ClientApi, ConnectField::Database});
    QTest::newRow("local, pattern of logs") << with([](auto &r) {
        r.gatewayPlace = GatewayPlace::InProcess;
        r.local.serverName = u"example.org"_s;
        r.local.clientApi = QUrl(u"http://localhost:8008"_s);
        r.local.database = u"postgresql://u@h/n"_s;
        r.local.logs = {u"/var/log/none/*.log"_s, u"journal:matrix-synapse.service"_s};
    }) << false << list({});
}

void ConnectDialogTest::validation()
{
    QFETCH(ConnectRequest, request);
    QFETCH(bool, byToken);
    QList<int> fields;
    const QList<ConnectProblem> problems = validate(request, byToken);
    for (const ConnectProblem &problem : problems) {
        fields << int(problem.field);
        QVERIFY(problem.text.endsWith(u'.'));
    }
    QTEST(fields, "fields");
}

void ConnectDialogTest::missingFieldsAreNamed()
{
    QSignalSpy started(m_dialog.get(), &ConnectDialog::started);
    m_dialog->start();
    QCOMPARE(started.size(), 0);
    int named = 0;
    const auto fields = m_dialog->findChildren<FormField *>();
    for (const FormField *field : fields)
        named += field->problem().isEmpty() ? 0 : 1;
    QCOMPARE(named, 3);
    QTest::keyClicks(line("server"), u"e"_s); // typing takes the complaint away
    QVERIFY(qobject_cast<FormField *>(line("server")->parentWidget())->problem().isEmpty());
}

void ConnectDialogTest::tabGoesFromTopToBottom()
{
    const auto place = m_dialog->findChild<QComboBox *>(u"place"_s);
    place->setCurrentIndex(place->count() - 1);
    m_dialog->show();
    QStringList order;
    line("server")->setFocus();
    for (int i = 0; i < 12; ++i) {
        const QWidget *focus = m_dialog->focusWidget();
        const auto *button = qobject_cast<const QAbstractButton *>(focus);
        order << (!focus->objectName().isEmpty() ? focus->objectName() : button ? button->text().remove(u'&') : focus->accessibleName());
        QTest::keyClick(m_dialog->focusWidget(), Qt::Key_Tab);
    }
    QCOMPARE(order.join(u'|'),
        u"server|method|user|secret|remember|place|Synapse's configuration|Choose …|Read only: never ask for a resync|"
        "Other than homeserver.yaml says|Connect|Cancel"_s);
}

void ConnectDialogTest::connects()
{
    QSignalSpy accepted(m_dialog.get(), &QDialog::accepted);
    fill(m_server->url().toString(), u"admin"_s, m_server->password);
    QVERIFY(button(u"Connect"_s)->isDefault());
    QTest::keyClick(line("secret"), Qt::Key_Return);
    QVERIFY(m_dialog->isBusy());
    QTRY_COMPARE_WITH_TIMEOUT(accepted.size(), 1, 20'000);
    QCOMPARE(m_session->state(), Session::State::Connected);
    QVERIFY(line("secret")->text().isEmpty());
}

void ConnectDialogTest::wrongPasswordKeepsWhatWasTyped()
{
    fill(m_server->url().toString(), u"admin"_s, u"wrong"_s);
    m_dialog->start();
    auto *error = m_dialog->findChild<Banner *>();
    QTRY_VERIFY_WITH_TIMEOUT(!error->text().isEmpty(), 20'000);
    QVERIFY(!m_dialog->isBusy());
    QVERIFY(m_dialog->isVisible());
    QCOMPARE(line("user")->text(), u"admin"_s);
    QCOMPARE(line("secret")->text(), u"wrong"_s);
    QVERIFY(!error->text().contains(u"wrong\""_s));
}

void ConnectDialogTest::deadServerIsOneSentence()
{
    const QString url = m_server->url().toString();
    m_server->goDown();
    fill(url, u"admin"_s, u"x"_s);
    m_dialog->start();
    auto *error = m_dialog->findChild<Banner *>();
    QTRY_VERIFY_WITH_TIMEOUT(!error->text().isEmpty(), 30'000);
    QCOMPARE(line("server")->text(), url);
    QVERIFY(line("server")->isEnabled());
}

void ConnectDialogTest::stopLeavesTheDialogOpen()
{
    m_server->intercept = [](const Test::Request &) { return Test::Answer{.status = 0, .body = {}}; }; // never answers
    fill(m_server->url().toString(), u"admin"_s, u"x"_s);
    m_dialog->start();
    QVERIFY(m_dialog->isBusy());
    QVERIFY(!line("server")->isEnabled());
    button(u"Stop"_s)->click();
    QVERIFY(!m_dialog->isBusy());
    QVERIFY(m_dialog->isVisible());
    QCOMPARE(line("secret")->text(), u"x"_s);
    button(u"Cancel"_s)->click();
    QVERIFY(!m_dialog->isVisible());
}

void ConnectDialogTest::keychainNote()
{
    auto *note = m_dialog->findChild<QLabel *>(u"keychainNote"_s);
    QVERIFY(note->isHidden());
    NoKeychain none;
    open(&none);
    note = m_dialog->findChild<QLabel *>(u"keychainNote"_s);
    QTRY_VERIFY(!note->isHidden());
    QVERIFY(note->text().contains(u"this session only"_s));
    QVERIFY(!m_dialog->findChild<QCheckBox *>(u"remember"_s)->isEnabled());
    QVERIFY(!m_dialog->request().rememberSecret);
    m_dialog.reset();
    m_session.reset();
}

/// Enter after a failure tries again: it must not land on Cancel.
void ConnectDialogTest::failureLeavesTheFocusWhereTheWorkIs()
{
    m_dialog->activateWindow();
    fill(m_server->url().toString(), u"admin"_s, u"wrong"_s);
    line("user")->setFocus();
    QTest::keyClick(m_dialog->focusWidget(), Qt::Key_Return);
    QVERIFY(m_dialog->isBusy());
    auto *error = m_dialog->findChild<Banner *>();
    QTRY_VERIFY_WITH_TIMEOUT(!error->text().isEmpty(), 30'000);
    QCOMPARE(m_dialog->focusWidget(), line("secret")); // the field at fault
    QCOMPARE(line("secret")->selectedText().size(), 5);
    m_server->goDown();
    line("user")->setFocus();
    QTest::keyClick(m_dialog->focusWidget(), Qt::Key_Return);
    QVERIFY(error->text().isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(!error->text().isEmpty(), 30'000);
    QCOMPARE(m_dialog->focusWidget(), line("user")); // where it was
    QTest::keyClick(m_dialog->focusWidget(), Qt::Key_Return);
    QVERIFY(m_dialog->isBusy());
    QVERIFY(m_dialog->isVisible());
}

/// Through the window, as a person would: the dialog that was cancelled is opened again.
void ConnectDialogTest::cancelKeepsWhatWasTyped()
{
    MainWindow window({m_settings.get(), &m_secrets, nullptr});
    window.setAttribute(Qt::WA_DeleteOnClose, false);
    window.show();
    m_dialog.reset();
    ConnectDialog *dialog = window.openConnectDialog({});
    dialog->findChild<QLineEdit *>(u"server"_s)->setText(u"https://example.org"_s);
    dialog->findChild<QLineEdit *>(u"user"_s)->setText(u"admin"_s);
    dialog->findChild<QLineEdit *>(u"secret"_s)->setText(u"half a pass"_s);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(!dialog->isVisible());
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    dialog = window.openConnectDialog({});
    QVERIFY(dialog->isVisible());
    QCOMPARE(dialog->findChild<QLineEdit *>(u"server"_s)->text(), u"https://example.org"_s);
    QCOMPARE(dialog->findChild<QLineEdit *>(u"user"_s)->text(), u"admin"_s);
    QCOMPARE(dialog->findChild<QLineEdit *>(u"secret"_s)->text(), u"half a pass"_s);
    dialog->reject();
    // A secret belongs to its account.
    RecentConnection other;
    other.server = u"https://example.org"_s;
    other.userId = u"@bob:example.org"_s;
    QVERIFY(window.openConnectDialog(other)->findChild<QLineEdit *>(u"secret"_s)->text().isEmpty());
}

/// The button, a real Secret Service, and a second start of the program. The test starts itself again under a session bus of its own.
void ConnectDialogTest::staysSignedIn()
{
    constexpr char inside[] = "LOCKSTEP_TEST_KEYCHAIN_INSIDE";
    if (!qEnvironmentVariableIsSet(inside)) {
        for (const QString &program : {u"dbus-run-session"_s, u"gnome-keyring-daemon"_s}) {
            if (QStandardPaths::findExecutable(program).isEmpty())
                QSKIP(qPrintable(
                    u"NOT TESTED: Stay signed in, because %1 is not installed (packages dbus and gnome-keyring)"_s.arg(program)));
        }
        const QTemporaryDir home;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.remove(u"DBUS_SESSION_BUS_ADDRESS"_s);
        environment.insert(QString::fromLatin1(inside), u"1"_s);
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        environment.insert(u"HOME"_s, home.path());
        for (const char *name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME"}) {
            const QString path = home.filePath(QString::fromLatin1(name).toLower());
            QVERIFY(QDir().mkpath(path));
            QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
            environment.insert(QString::fromLatin1(name), path);
        }
        QProcess process;
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        const QString script = u"printf secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1 || exit 9; "
                               "exec \"$0\" staysSignedIn"_s;
        process.start(u"dbus-run-session"_s, {u"--"_s, u"sh"_s, u"-c"_s, script, QCoreApplication::applicationFilePath()});
        QVERIFY(process.waitForStarted());
        process.closeWriteChannel();
        QVERIFY2(process.waitForFinished(120'000), "the inner test did not end");
        const QByteArray output = process.readAll();
        QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0, output.constData());
        return;
    }
    m_dialog.reset();
    {
        KeychainStore secrets;
        MainWindow window({m_settings.get(), &secrets, nullptr});
        window.setAttribute(Qt::WA_DeleteOnClose, false);
        window.show();
        m_dialog.reset(window.openConnectDialog({})); // fill() and button() look there
        fill(m_server->url().toString(), u"admin"_s, m_server->password);
        QVERIFY(m_dialog->findChild<QCheckBox *>(u"remember"_s)->isChecked());
        button(u"Connect"_s)->click();
        std::ignore = m_dialog.release(); // the window's
        QTRY_VERIFY_WITH_TIMEOUT(window.page(u"overview"_s), 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(m_settings->recentConnections().value(0).tokenKept, 30'000);
    }
    const int logins = m_server->seen("POST", u"/_matrix/client/v3/login"_s);
    QVERIFY(logins > 0);
    // The program again: it asks nothing.
    KeychainStore secrets;
    MainWindow window({m_settings.get(), &secrets, nullptr});
    window.setAttribute(Qt::WA_DeleteOnClose, false);
    window.show();
    window.resume();
    QTRY_VERIFY_WITH_TIMEOUT(window.page(u"overview"_s), 30'000);
    QCOMPARE(m_server->seen("POST", u"/_matrix/client/v3/login"_s), logins);
    QVERIFY(m_settings->recentConnections().value(0).tokenKept);
    QVERIFY(window.session()->isSecretKept());
}

QStringList ConnectDialogTest::methods() const
{
    const auto *method = m_dialog->findChild<QComboBox *>(u"method"_s);
    QStringList texts;
    for (int i = 0; i < method->count(); ++i)
        texts.append(method->itemText(i));
    return texts;
}

void ConnectDialogTest::typeServer(const QString &server)
{
    m_dialog->activateWindow();
    line("server")->setFocus();
    QTest::keyClicks(line("server"), server);
    QTest::keyClick(line("server"), Qt::Key_Tab);
}

/// What the server says of signing in.
void ConnectDialogTest::offer(const QJsonObject &loginFlows, const Test::Answer &metadata)
{
    m_server->intercept = [loginFlows, metadata](const Test::Request &request) -> std::optional<Test::Answer> {
        if (request.path.endsWith(u"/auth_metadata"_s))
            return metadata;
        if (request.path == u"/_matrix/client/v3/login" && request.method == "GET")
            return loginFlows.isEmpty() ? Test::Answer{.status = 404, .body = R"({"errcode":"M_UNRECOGNIZED"})"}
                                        : Test::Answer{.status = 200, .body = QJsonDocument(loginFlows).toJson()};
        if (request.path == u"/_matrix/client/v3/login"
            && QJsonDocument::fromJson(request.body).object().value(u"token"_s).toString() == u"from-the-browser"_s)
            return Test::Answer{.status = 200, .body = R"({"user_id":"@admin:hs","access_token":"secret-token","device_id":"LOCKSTEP"})"};
        return std::nullopt;
    };
}

void ConnectDialogTest::offersDecideWhatIsShown_data()
{
    QTest::addColumn<QByteArray>("flows");
    QTest::addColumn<QByteArray>("metadata"); ///< empty: 404
    QTest::addColumn<QString>("expected");
    const QByteArray password = R"({"flows":[{"type":"m.login.password"}]})";
    const QByteArray sso = R"({"flows":[{"type":"m.login.sso"},{"type":"m.login.token"}]})";
    const QByteArray metadata = R"("issuer":"BASE/","token_endpoint":"BASE/t","registration_endpoint":"BASE/r")";
    const QByteArray code = R"(,"authorization_endpoint":"BASE/a")";
    const QByteArray device = R"(,"device_authorization_endpoint":"BASE/d")";
    const auto row = [](const char *name, const QByteArray &flows, const QByteArray &metadataMembers, const char *expected) {
        QTest::newRow(name) << flows << (metadataMembers.isEmpty() ? QByteArray() : '{' + metadataMembers + '}')
                            << QString::fromUtf8(expected);
    };
    row("password", password, {}, "with a password|with an access token");
    row("single sign-on", sso, {}, "in the browser|with an access token");
    row("none of it", {}, {}, "with an access token");
    row("OAuth", {}, metadata + code + device, "in the browser|with a code, on another device|with an access token");
    row("OAuth without codes", password, metadata + code, "in the browser|with a password|with an access token");
    row("OAuth and its compatibility", sso, metadata + device, "with a code, on another device|with an access token");
    row("not known now", password, "\"nonsense\":1", "in the browser|with a code, on another device|with a password|with an access token");
}

void ConnectDialogTest::offersDecideWhatIsShown()
{
    QFETCH(QByteArray, flows);
    QFETCH(QByteArray, metadata);
    QFETCH(QString, expected);
    metadata.replace("BASE", m_server->url().toEncoded());
    offer(QJsonDocument::fromJson(flows).object(),
        metadata.isEmpty() ? Test::Answer{.status = 404, .body = "{}"} : Test::Answer{.status = 200, .body = metadata});
    typeServer(m_server->url().toString());
    QTRY_COMPARE_WITH_TIMEOUT(methods().join(u'|'), expected, 20'000);
    QCOMPARE(line("secret")->isVisible(),
        !methods().constFirst().contains("browser"_L1) && !methods().constFirst().contains("code"_L1)
            ? true
            : expected.startsWith("in the browser|with a code, on another device|with a password"_L1));
}

/// Whoever is typing a password goes on typing it, and what was chosen stays chosen.
void ConnectDialogTest::offersTakeNothingAway()
{
    const QByteArray base = m_server->url().toEncoded();
    offer({{u"flows"_s, QJsonArray{QJsonObject{{u"type"_s, u"m.login.password"_s}}}}},
        {.status = 200,
            .body = QByteArray(
                R"({"issuer":"BASE/","token_endpoint":"BASE/t","registration_endpoint":"BASE/r","authorization_endpoint":"BASE/a"})")
                        .replace("BASE", base)});
    fill({}, u"admin"_s, u"secret word"_s);
    typeServer(m_server->url().toString());
    QTRY_COMPARE_WITH_TIMEOUT(methods().size(), 3, 20'000);
    QCOMPARE(m_dialog->findChild<QComboBox *>(u"method"_s)->currentText(), u"with a password"_s);
    QCOMPARE(line("secret")->text(), u"secret word"_s);
    QVERIFY(m_dialog->findChild<QLabel *>(u"signInNote"_s)->text().contains("no account has admin rights"_L1));
}

void ConnectDialogTest::singleSignOn()
{
    QDesktopServices::setUrlHandler(u"http"_s, this, "openInBrowser");
    m_server->info.serverName = ServerName(u"hs"_s);
    offer({{u"flows"_s,
        QJsonArray{QJsonObject{{u"type"_s, u"m.login.sso"_s},
            {u"identity_providers"_s,
                QJsonArray{QJsonObject{{u"id"_s, u"oidc-one"_s}, {u"name"_s, u"Ones & Sons"_s}},
                    QJsonObject{{u"id"_s, u"oidc-two"_s}, {u"name"_s, u"Two"_s}}}}}}}});
    typeServer(m_server->url().toString());
    QTRY_VERIFY_WITH_TIMEOUT(button(u"Continue with Two"_s), 20'000);
    QVERIFY(button(u"Continue with Ones  Sons"_s)); // "&&" is one "&" on a button
    if (const QString folder = qEnvironmentVariable("LOCKSTEP_PICTURES"); !folder.isEmpty()) {
        QTest::qWait(300); // the layout has settled
        m_dialog->grab().save(folder + u"/sign-providers.png"_s);
    }
    button(u"Continue with Two"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(m_opened.size(), 1, 20'000);
    QDesktopServices::unsetUrlHandler(u"http"_s);
    QCOMPARE(m_opened[0].path(), u"/_matrix/client/v3/login/sso/redirect/oidc-two"_s);
    QVERIFY(!m_dialog->findChild<QPushButton *>(u"withoutAdmin"_s)->isVisible());
    const QString back = QUrlQuery(m_opened[0]).queryItemValue(u"redirectUrl"_s, QUrl::FullyDecoded);
    QVERIFY(back.startsWith("http://127.0.0.1:"_L1));
    QNetworkAccessManager network;
    network.get(QNetworkRequest(QUrl(back + u"?loginToken=from-the-browser"_s)));
    QTRY_COMPARE_WITH_TIMEOUT(m_session->state(), Session::State::Connected, 20'000);
    QVERIFY(!m_dialog->isVisible());
}

void ConnectDialogTest::hostileProviders()
{
    QJsonArray providers;
    for (int i = 0; i < 1'000; ++i)
        providers.append(QJsonObject{{u"id"_s, u"p%1"_s.arg(i)}, {u"name"_s, QString(u"\u202eevil\n"_s + QString(500, u'x'))}});
    for (const QString &id : {u"../../admin"_s, u"a?b"_s, u""_s, QString(300, u'a')})
        providers.prepend(QJsonObject{{u"id"_s, id}, {u"name"_s, u"bad"_s}});
    offer({{u"flows"_s, QJsonArray{QJsonObject{{u"type"_s, u"m.login.sso"_s}, {u"identity_providers"_s, providers}}}}});
    typeServer(m_server->url().toString());
    auto *box = m_dialog->findChild<QWidget *>(u"providers"_s);
    QTRY_COMPARE_WITH_TIMEOUT(box->findChildren<QPushButton *>().size(), 20, 20'000);
    const auto buttons = box->findChildren<QPushButton *>();
    for (const QPushButton *shown : buttons)
        QVERIFY2(shown->text().size() < 80 && !shown->text().contains(u'\u202e') && !shown->text().contains("bad"_L1),
            qPrintable(shown->text()));
}

/// Whatever a page of a server's choice may be, it is a page.
void ConnectDialogTest::addressesThatAreNotOpened()
{
    for (const char *scheme : {"javascript", "file", "http"})
        QDesktopServices::setUrlHandler(QLatin1String(scheme), this, "openInBrowser");
    SignInPanel panel;
    for (const char *address : {"javascript:alert(1)", "file:///etc/passwd", "http://example.org/", ""}) {
        panel.showWait({.way = SignInWait::Way::Browser, .address = QUrl(QLatin1String(address)), .completeAddress = {}, .userCode = {}});
        QCOMPARE(m_opened, QList<QUrl>());
    }
    panel.showWait({.way = SignInWait::Way::Browser, .address = QUrl(u"http://127.0.0.1:1/"_s), .completeAddress = {}, .userCode = {}});
    QCOMPARE(m_opened.size(), 1);
    for (const char *scheme : {"javascript", "file", "http"})
        QDesktopServices::unsetUrlHandler(QLatin1String(scheme));
}

QTEST_MAIN(ConnectDialogTest)
#include "tst_connectdialog.moc"

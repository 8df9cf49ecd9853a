// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/refresh/refreshqueue.h"
#include "session/secrets.h"
#include "session/session.h"
#include "session/settings.h"
#include "tests/session/mas/formbrowser.h"
#include "ui/connect/connectdialog.h"
#include "ui/widgets/banner.h"

#include <QComboBox>
#include <QDesktopServices>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>

using namespace Lockstep;
using namespace Lockstep::Tests;
using namespace Qt::StringLiterals;

namespace {
constexpr int patience = 60'000;
}

/// The connect dialog at a real Synapse whose users are with an authorization server. The test presses the dialog's buttons and plays the
/// person in the browser. The script "mas" beside this starts what it takes and sets the variables.
class TestMasSignIn : public QObject
{
    Q_OBJECT

public Q_SLOTS:
    /// In the place of the desktop's browser.
    void openInBrowser(const QUrl &address) { m_opened.append(address); }

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { QDesktopServices::unsetUrlHandler(u"http"_s); }
    void init();
    void cleanup();
    void offersDecideWhatIsShown();
    void tenSignInsLeaveNoTrace();
    void bulkRefreshOutlivesTokens();
    void signingOutRevokes();
    void staysSignedIn();
    void refusedAdminIsAPage();
    void cancelledInTheBrowser();
    void cancelledInTheDialog();
    void deviceCodeIsRefused();

private:
    void open();
    QPushButton *button(const QString &name) const;
    QLabel *label(const char *name) const { return m_dialog->findChild<QLabel *>(QLatin1String(name)); }
    QComboBox *method() const { return m_dialog->findChild<QComboBox *>(u"method"_s); }
    /// Types the server, waits for its offers, chooses a way and presses Connect. Answers whether the person is waited for.
    bool begin(const QString &way);
    bool signIn(const QString &way, const QString &user = u"admin"_s);
    bool signOut();
    QString play(const QString &user, bool cancel = false);
    QString playDevice(const QString &user, bool cancel = false);
    QJsonObject ask(const char *method, const QUrl &url, const QJsonObject &body = {}, const QString &token = {});
    void setTokenLife(int seconds);
    QStringList footprint(const QString &user) const;
    QString error() const;
    /// Saves what the dialog looks like, where LOCKSTEP_PICTURES names a folder.
    void picture(const QString &name) const;

    QNetworkAccessManager m_network;
    QUrl m_homeserver;
    QUrl m_standin;
    QString m_gateway;
    QList<QUrl> m_opened;
    QUrl m_cancelLink;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<MemorySecretStore> m_secrets;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<ConnectDialog> m_dialog;
    int m_status = 0;
};

void TestMasSignIn::initTestCase()
{
    m_homeserver = QUrl(qEnvironmentVariable("MAS_HS_URL"));
    m_standin = QUrl(qEnvironmentVariable("MAS_URL"));
    m_gateway = qEnvironmentVariable("LOCKSTEP_TEST_GATEWAY");
    if (m_homeserver.isEmpty())
        QSKIP("NOT TESTED: a real homeserver with an authorization server, because MAS_HS_URL is not set; run it by 'mas'");
    QDesktopServices::setUrlHandler(u"http"_s, this, "openInBrowser");
}

void TestMasSignIn::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_secrets = std::make_unique<MemorySecretStore>();
    m_settings = std::make_unique<Settings>(m_directory->filePath(u"test.ini"_s));
    setTokenLife(300);
    open();
}

void TestMasSignIn::open()
{
    m_dialog.reset();
    m_session = std::make_unique<Session>(m_secrets.get(), m_settings.get(), nullptr);
    m_dialog = std::make_unique<ConnectDialog>(m_session.get(), m_secrets.get());
    m_dialog->show();
}

void TestMasSignIn::cleanup()
{
    m_dialog.reset();
    m_session.reset();
    m_settings->sync();
    QFile file(m_settings->path());
    if (file.open(QIODevice::ReadOnly)) {
        // The stand-in's tokens are 43 characters of base64url; nothing so long is in the settings, and no ID of a client.
        const QString text = QString::fromUtf8(file.readAll());
        QVERIFY2(!QRegularExpression(u"[A-Za-z0-9_-]{40,}"_s).match(text).hasMatch() && !text.contains("client_id"_L1), qPrintable(text));
    }
    m_settings.reset();
}

QPushButton *TestMasSignIn::button(const QString &name) const
{
    const auto buttons = m_dialog->findChildren<QPushButton *>();
    for (QPushButton *candidate : buttons) {
        if (candidate->isVisible() && (candidate->objectName() == name || candidate->text().remove(u'&') == name))
            return candidate;
    }
    return nullptr;
}

bool TestMasSignIn::begin(const QString &way)
{
    m_opened.clear();
    auto *server = m_dialog->findChild<QLineEdit *>(u"server"_s);
    if (server->text().isEmpty()) {
        QTest::keyClicks(server, m_homeserver.toString());
        QTest::keyClick(server, Qt::Key_Tab);
        auto *place = m_dialog->findChild<QComboBox *>(u"place"_s);
        place->setCurrentIndex(1);
        m_dialog->findChild<QLineEdit *>(u"gateway"_s)->setText(m_gateway);
    }
    if (!QTest::qWaitFor([&] { return method()->itemText(0) == u"in the browser"_s; }, patience))
        return false;
    picture(u"offers"_s);
    method()->setCurrentText(way);
    Q_EMIT method()->activated(method()->currentIndex());
    if (!button(u"Connect"_s))
        return false;
    button(u"Connect"_s)->click();
    const QString shown = way == u"in the browser"_s ? u"copyAddress"_s : u"copyCode"_s;
    return QTest::qWaitFor([&] { return button(shown) != nullptr || !error().isEmpty(); }, patience) && error().isEmpty();
}

QString TestMasSignIn::error() const
{
    auto *banner = m_dialog->findChild<Banner *>();
    return banner->isVisible() ? banner->text() : QString();
}

void TestMasSignIn::picture(const QString &name) const
{
    const QString folder = qEnvironmentVariable("LOCKSTEP_PICTURES");
    if (folder.isEmpty())
        return;
    QTest::qWait(300); // the layout has settled
    m_dialog->grab().save(folder + u"/sign-"_s + name + u".png"_s);
}

QString TestMasSignIn::play(const QString &user, bool cancel)
{
    FormBrowser browser;
    browser.fields = {{u"username"_s, user}, {u"password"_s, user + u"-password"_s}};
    const QString page = browser.through(m_opened.value(m_opened.size() - 1), cancel);
    m_cancelLink = browser.link(u"cancel"_s);
    return page;
}

QString TestMasSignIn::playDevice(const QString &user, bool cancel)
{
    FormBrowser browser;
    browser.fields = {{u"username"_s, user}, {u"password"_s, user + u"-password"_s}, {u"user_code"_s, label("signInCode")->text()}};
    const QString page = browser.through(QUrl(label("signInAddress")->text()), cancel);
    m_cancelLink = browser.link(u"cancel"_s);
    return page;
}

bool TestMasSignIn::signIn(const QString &way, const QString &user)
{
    if (!begin(way))
        return false;
    const QString page = way == u"in the browser"_s ? play(user) : playDevice(user);
    const bool connected = QTest::qWaitFor([&] { return m_session->state() == Session::State::Connected || !error().isEmpty(); }, patience);
    if (!connected || !error().isEmpty())
        qWarning().noquote() << "The sign-in did not work:" << error() << page;
    return connected && error().isEmpty() && !m_dialog->isVisible();
}

bool TestMasSignIn::signOut()
{
    QSignalSpy out(m_session.get(), &Session::signedOut);
    m_session->logOut();
    const bool done = QTest::qWaitFor([&] { return out.size() == 1; }, patience);
    m_dialog->show();
    return done && out.at(0).at(1).toString().startsWith("Signed out. "_L1);
}

QJsonObject TestMasSignIn::ask(const char *method, const QUrl &url, const QJsonObject &body, const QString &token)
{
    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    if (!token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + token.toUtf8());
    const QByteArray bytes = qstrcmp(method, "POST") == 0 ? QJsonDocument(body).toJson() : QByteArray();
    const std::unique_ptr<QNetworkReply> reply(m_network.sendCustomRequest(request, method, bytes));
    (void)QTest::qWaitFor([&] { return reply->isFinished(); }, patience);
    m_status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    return QJsonDocument::fromJson(reply->readAll()).object();
}

void TestMasSignIn::setTokenLife(int seconds)
{
    ask("POST", m_standin.resolved(QUrl(u"/test/settings"_s)), {{u"ttl"_s, seconds}});
}

/// What the homeserver has of a user that the federation hears of.
QStringList TestMasSignIn::footprint(const QString &user) const
{
    QStringList rows;
    {
        QSqlDatabase base = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"footprint"_s);
        base.setConnectOptions(u"QSQLITE_OPEN_READONLY;QSQLITE_BUSY_TIMEOUT=20000"_s);
        base.setDatabaseName(qEnvironmentVariable("MAS_HS_DB"));
        if (!base.open())
            rows.append(u"the database cannot be read"_s);
        const QString id = u"@%1:%2"_s.arg(user, qEnvironmentVariable("MAS_HS_NAME"));
        for (const QString &sql : {u"SELECT 'device', device_id FROM devices WHERE user_id = ? ORDER BY 2"_s,
                 u"SELECT 'stream', stream_id FROM device_lists_stream WHERE user_id = ? ORDER BY 2"_s}) {
            QSqlQuery query(base);
            query.prepare(sql);
            query.addBindValue(id);
            if (!query.exec())
                rows.append(u"failed"_s);
            while (query.next())
                rows.append(query.value(0).toString() + u' ' + query.value(1).toString());
        }
    }
    QSqlDatabase::removeDatabase(u"footprint"_s);
    return rows;
}

void TestMasSignIn::offersDecideWhatIsShown()
{
    QVERIFY(begin(u"in the browser"_s));
    QStringList shown;
    for (int i = 0; i < method()->count(); ++i)
        shown.append(method()->itemText(i));
    QCOMPARE(shown.join(u", "_s), u"in the browser, with a code, on another device, with a password, with an access token"_s);
    picture(u"waiting-browser"_s);
    QVERIFY(button(u"openAgain"_s) && button(u"copyAddress"_s) && button(u"withoutAdmin"_s) && button(u"Cancel"_s));
    QCOMPARE(m_opened.size(), 1);
    button(u"openAgain"_s)->click();
    QCOMPARE(m_opened.size(), 2);
    QCOMPARE(m_opened[0], m_opened[1]);
    QVERIFY(!m_opened[0].toString().contains("device:"_L1));
}

void TestMasSignIn::tenSignInsLeaveNoTrace()
{
    // One that has a device, so that there is something to compare.
    ask("POST", m_standin.resolved(QUrl(u"/test/compat-token"_s)), {{u"user"_s, u"admin"_s}, {u"device"_s, u"OTHERCLIENT"_s}});
    const QStringList before = footprint(u"admin"_s);
    QVERIFY2(before.size() >= 2, qPrintable(before.join(u", "_s)));
    for (int i = 0; i < 10; ++i) {
        QVERIFY(signIn(i % 2 == 0 ? u"in the browser"_s : u"with a code, on another device"_s));
        QCOMPARE(m_session->userId(), u"@admin:"_s + qEnvironmentVariable("MAS_HS_NAME"));
        QVERIFY(signOut());
    }
    QCOMPARE(footprint(u"admin"_s), before);
}

void TestMasSignIn::bulkRefreshOutlivesTokens()
{
    setTokenLife(5);
    QVERIFY(signIn(u"in the browser"_s));
    QStringList problems;
    connect(m_session.get(), &Session::liveProblem, this, [&](const QString &text) {
        if (!text.isEmpty())
            problems.append(text);
    });
    QSignalSpy over(m_session.get(), &Session::signedOut);
    QList<UserId> users;
    for (int i = 0; i < 40; ++i)
        users.append(UserId(u"@user%1:gone.invalid"_s.arg(i, 2, 10, QLatin1Char('0'))));
    QElapsedTimer clock;
    clock.start();
    while (!clock.hasExpired(16'000)) { // more than three lives
        m_session->refreshes()->refreshAll(users);
        QVERIFY(QTest::qWaitFor([&] { return m_session->refreshes()->unfinished() == 0; }, 300'000));
    }
    const auto &jobs = m_session->refreshes()->jobs();
    QVERIFY(jobs.size() >= 40);
    for (const RefreshJob &job : jobs) // gone.invalid does not answer; that the token is bad nobody says
        QVERIFY2(!job.error.contains("oken"_L1) && job.outcome.errcode != "M_UNKNOWN_TOKEN"_L1 && job.outcome.errcode != "M_FORBIDDEN"_L1,
            qPrintable(job.error + u' ' + job.outcome.errcode));
    qInfo().noquote() << jobs.size() << "refreshes in" << clock.elapsed() << "ms, the last:" << jobs.constLast().error;
    QCOMPARE(problems, QStringList());
    QVERIFY(over.isEmpty());
    QCOMPARE(m_session->state(), Session::State::Connected);
    QVERIFY(signOut());
}

void TestMasSignIn::signingOutRevokes()
{
    const auto sessions = [this] { return ask("GET", m_standin.resolved(QUrl(u"/test/state"_s))).value("sessions"_L1).toArray().size(); };
    const qsizetype before = sessions();
    QVERIFY(signIn(u"in the browser"_s));
    QCOMPARE(sessions(), before + 1);
    QString kept;
    m_secrets->read(m_homeserver.toString() + u" @admin:"_s + qEnvironmentVariable("MAS_HS_NAME"), this,
        [&](const Result<QString> &secret) { kept = secret.value_or(u"-"_s); });
    QTRY_VERIFY_WITH_TIMEOUT(!kept.isEmpty(), patience);
    const QJsonObject record = QJsonDocument::fromJson(kept.toUtf8()).object();
    QVERIFY(!record.value("client_id"_L1).toString().isEmpty() && !record.value("refresh_token"_L1).toString().isEmpty());
    QCOMPARE(record.value("issuer"_L1).toString(), m_standin.toString() + u'/');
    QVERIFY(signOut());
    QCOMPARE(sessions(), before);
    QVERIFY(!m_session->canResume());
}

void TestMasSignIn::staysSignedIn()
{
    setTokenLife(5);
    QVERIFY(signIn(u"in the browser"_s));
    QTRY_VERIFY_WITH_TIMEOUT(m_session->isSecretKept(), patience);
    m_dialog.reset();
    m_session.reset();
    QTest::qWait(6'000); // the program was closed; the token is dead
    open();
    QVERIFY(m_session->canResume());
    m_session->resume();
    QTRY_COMPARE_WITH_TIMEOUT(m_session->state(), Session::State::Connected, patience);
    QVERIFY(signOut());
}

void TestMasSignIn::refusedAdminIsAPage()
{
    QVERIFY(begin(u"in the browser"_s));
    const QString page = play(u"alice"_s);
    QVERIFY2(page.contains("denied"_L1), qPrintable(page));
    QTest::qWait(2'000);
    QCOMPARE(m_session->state(), Session::State::Connecting); // nothing came
    QVERIFY(button(u"copyAddress"_s));
    m_opened.clear();
    button(u"withoutAdmin"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(m_opened.size(), 1, patience);
    QVERIFY(!m_opened[0].toString().contains("synapse"_L1));
    QVERIFY(!button(u"withoutAdmin"_s));
    picture(u"waiting-without-admin"_s);
    play(u"alice"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_session->state(), Session::State::Connected, patience); // the gateway lets alice in
    QCOMPARE(m_session->userId(), u"@alice:"_s + qEnvironmentVariable("MAS_HS_NAME"));
    QVERIFY(signOut());
}

void TestMasSignIn::cancelledInTheBrowser()
{
    QVERIFY(begin(u"in the browser"_s));
    play(u"admin"_s, true);
    QTRY_VERIFY_WITH_TIMEOUT(error().contains("refused or cancelled in the browser"_L1), patience);
    QVERIFY(button(u"Sign in without admin rights"_s));
    QVERIFY(m_dialog->isVisible());
    picture(u"cancelled-in-browser"_s);
    // The link of a refusal leads to the same.
    QVERIFY(begin(u"in the browser"_s));
    play(u"alice"_s);
    QVERIFY(m_cancelLink.isValid());
    FormBrowser().through(m_cancelLink);
    QTRY_VERIFY_WITH_TIMEOUT(error().contains("refused or cancelled in the browser"_L1), patience);
    m_opened.clear();
    button(u"Sign in without admin rights"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(m_opened.size(), 1, patience);
    play(u"alice"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_session->state(), Session::State::Connected, patience);
    QVERIFY(signOut());
}

void TestMasSignIn::cancelledInTheDialog()
{
    QVERIFY(begin(u"in the browser"_s));
    const QUrl address = m_opened.constLast();
    button(u"Cancel"_s)->click();
    QVERIFY(m_dialog->isVisible() && !m_dialog->isBusy());
    QVERIFY(button(u"Connect"_s));
    picture(u"cancelled-in-dialog"_s);
    method()->setCurrentText(u"with a password"_s);
    picture(u"password-note"_s);
    m_opened = {address};
    QCOMPARE(play(u"admin"_s), QString()); // nobody listens any more
    QCOMPARE(m_session->state(), Session::State::Disconnected);
}

void TestMasSignIn::deviceCodeIsRefused()
{
    QVERIFY(begin(u"with a code, on another device"_s));
    picture(u"waiting-code"_s);
    QVERIFY(m_opened.isEmpty()); // this desktop may have no browser
    QVERIFY(QRegularExpression(u"^[A-Z0-9-]{4,}$"_s).match(label("signInCode")->text()).hasMatch());
    playDevice(u"admin"_s, true);
    QTRY_VERIFY_WITH_TIMEOUT(error().contains("refused or cancelled in the browser"_L1), patience);
}

QTEST_MAIN(TestMasSignIn)
#include "tst_massignin.moc"

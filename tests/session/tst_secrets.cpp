// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/secrets.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

// The test starts itself again under a session bus of its own with a real Secret Service, and without one. What is run there is named
// by this variable.
static constexpr char insideVariable[] = "LOCKSTEP_TEST_SECRETS_INSIDE";

class TestSecrets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void memory();
    void keychain();
    void lockedKeychain();
    void noKeychain();

private:
    void runInside(const QString &what, const QString &prepare);
};

namespace {

struct Outcome
{
    bool called = false;
    Error::Kind kind = Error::Internal;
    QString text;
};

template <typename T>
Http::Done<T> into(Outcome &outcome)
{
    outcome = {};
    return [&outcome](const Result<T> &result) {
        outcome.called = true;
        if constexpr (std::is_same_v<T, QString>)
            outcome.text = result ? *result : result.error().text;
        else
            outcome.text = result ? u"done"_s : result.error().text;
        if (!result)
            outcome.kind = result.error().kind;
    };
}

void storeAndReadBack(SecretStore &store, SecretStore &other)
{
    const QString key = u"https://hs.example @a:example"_s;
    const QString secret = u"{\"access_token\":\"syt_sëcret\"}"_s;
    QObject context;
    Outcome outcome;
    const auto finished = [&] { return outcome.called; };

    store.read(key, &context, into<QString>(outcome));
    QVERIFY(!outcome.called);
    QTRY_VERIFY_WITH_TIMEOUT(finished(), 30'000);
    QCOMPARE(outcome.kind, Error::NotFound);

    store.write(key, u"first"_s, &context, into<bool>(outcome));
    QTRY_VERIFY_WITH_TIMEOUT(finished(), 30'000);
    QCOMPARE(outcome.text, u"done"_s);
    store.write(key, secret, &context, into<bool>(outcome));
    QTRY_VERIFY_WITH_TIMEOUT(finished(), 30'000);
    QCOMPARE(outcome.text, u"done"_s);

    other.read(key, &context, into<QString>(outcome));
    QTRY_VERIFY_WITH_TIMEOUT(finished(), 30'000);
    QCOMPARE(outcome.text, secret);

    store.read(u"https://hs.example @b:example"_s, &context, into<QString>(outcome));
    QTRY_VERIFY_WITH_TIMEOUT(finished(), 30'000);
    QCOMPARE(outcome.kind, Error::NotFound);

    Outcome never;
    {
        QObject dying;
        store.read(key, &dying, into<QString>(never));
    }
    for (int i = 0; i < 2; ++i) { // the second time there is nothing to remove
        store.remove(key, &context, into<bool>(outcome));
        QTRY_VERIFY_WITH_TIMEOUT(finished(), 30'000);
        QCOMPARE(outcome.text, u"done"_s);
    }
    store.read(key, &context, into<QString>(outcome));
    QTRY_VERIFY_WITH_TIMEOUT(finished(), 30'000);
    QCOMPARE(outcome.kind, Error::NotFound);
    QVERIFY(!never.called);
}

} // namespace

void TestSecrets::memory()
{
    MemorySecretStore store;
    storeAndReadBack(store, store);
}

void TestSecrets::runInside(const QString &what, const QString &prepare)
{
    const QTemporaryDir home;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(u"DISPLAY"_s);
    environment.remove(u"WAYLAND_DISPLAY"_s);
    environment.remove(u"DBUS_SESSION_BUS_ADDRESS"_s);
    environment.insert(QString::fromLatin1(insideVariable), what);
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
    const QString self = QCoreApplication::applicationFilePath();
    process.start(u"dbus-run-session"_s, {u"--"_s, u"sh"_s, u"-c"_s, prepare + u"exec \"$0\" "_s + what, self});
    QVERIFY(process.waitForStarted());
    process.closeWriteChannel();
    QVERIFY2(process.waitForFinished(120'000), "the inner test did not end");
    const QByteArray output = process.readAll();
    QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0, output.constData());

    // No plain-text fallback, whatever happened.
    QDirIterator files(home.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly))
            QVERIFY2(!file.readAll().contains("syt_s"), qPrintable(file.fileName()));
    }
}

void TestSecrets::keychain()
{
    if (qEnvironmentVariable(insideVariable) == "keychain"_L1) {
        KeychainStore store;
        KeychainStore other; // as after a restart: nothing is shared but the service
        storeAndReadBack(store, other);
        return;
    }
    for (const QString &program : {u"dbus-run-session"_s, u"gnome-keyring-daemon"_s}) {
        if (QStandardPaths::findExecutable(program).isEmpty())
            QSKIP(qPrintable(u"NOT TESTED: the keychain, because %1 is not installed (packages dbus and gnome-keyring)"_s.arg(program)));
    }
    runInside(u"keychain"_s, u"printf secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1 || exit 9; "_s);
}

void TestSecrets::lockedKeychain()
{
    if (qEnvironmentVariable(insideVariable) == "lockedKeychain"_L1) {
        KeychainStore store;
        QObject context;
        Outcome outcome;
        store.write(u"key"_s, u"syt_secret"_s, &context, into<bool>(outcome));
        QTRY_VERIFY_WITH_TIMEOUT(outcome.called, 60'000);
        QVERIFY2(outcome.kind == Error::Forbidden, qPrintable(outcome.text));
        QCOMPARE(outcome.text, u"The keychain is locked: unlock it and try again."_s);
        return;
    }
    for (const QString &program : {u"dbus-run-session"_s, u"gnome-keyring-daemon"_s}) {
        if (QStandardPaths::findExecutable(program).isEmpty())
            QSKIP(
                qPrintable(u"NOT TESTED: a locked keychain, because %1 is not installed (packages dbus and gnome-keyring)"_s.arg(program)));
    }
    runInside(u"lockedKeychain"_s, u"gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1 || exit 9; "_s);
}

void TestSecrets::noKeychain()
{
    if (qEnvironmentVariable(insideVariable) == "noKeychain"_L1) {
        KeychainStore store;
        QObject context;
        Outcome outcome;
        store.write(u"key"_s, u"syt_secret"_s, &context, into<bool>(outcome));
        QTRY_VERIFY_WITH_TIMEOUT(outcome.called, 60'000);
        QVERIFY2(outcome.kind == Error::Unsupported, qPrintable(outcome.text));
        QVERIFY2(outcome.text.startsWith("No keychain is running"_L1), qPrintable(outcome.text));
        QVERIFY(!outcome.text.contains("syt_"_L1));
        store.read(u"key"_s, &context, into<QString>(outcome));
        QTRY_VERIFY_WITH_TIMEOUT(outcome.called, 60'000);
        QVERIFY2(outcome.kind == Error::Unsupported, qPrintable(outcome.text));
        return;
    }
    if (QStandardPaths::findExecutable(u"dbus-run-session"_s).isEmpty())
        QSKIP("NOT TESTED: a desktop without keychain, because dbus-run-session is not installed (package dbus)");
    // A bus that knows of no service to start: an installed keyring would otherwise come up by itself.
    runInside(u"noKeychain"_s,
        u"cat >\"$HOME/bus.conf\" <<'END'\n"
        u"<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" "
        u"\"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n"
        u"<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>"
        u"<policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow "
        u"own=\"*\"/></policy>"
        u"</busconfig>\nEND\n"
        u"exec dbus-run-session --config-file=\"$HOME/bus.conf\" -- \"$0\" noKeychain; "_s);
}

QTEST_GUILESS_MAIN(TestSecrets)
#include "tst_secrets.moc"

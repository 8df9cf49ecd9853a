// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/stage/lab.h"
#include "lab/stage/scenarioplayer.h"

#include <QDir>
#include <QTest>

#include <mutex>

using namespace Lockstep;
using namespace Qt::StringLiterals;
using namespace Inspection;
using Lab::Scenario;

namespace {

constexpr double fast = 20;
constexpr int patienceMs = 20'000;

const ServerName gammaServer(u"gamma.lab"_s);

} // namespace

/// The scenarios: each can be read, plays without an error, and shows what it promises.
class LabScenariosTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void filesAreBuiltIn();
    void badText_data();
    void badText();
    void plays_data();
    void plays();
    void pauseStepAndSpeed();

    // what each promises, by its name
    void healthy();
    void clustered_sender();
    void lost_update();
    void receiver_down();
    void resync_fails();
    void placeholder_sender();
    void idle_device();
    void dead_destination();
    void identity_reset();
    void many_devices();
    void hostile_names();

private:
    void init(const QString &scenario)
    {
        const Scenario *found = Scenario::find(scenario);
        QVERIFY(found);
        player.reset();
        auto started = Lab::Lab::start({});
        QVERIFY(started);
        lab = std::move(*started);
        player = std::make_unique<Lab::ScenarioPlayer>(lab.get());
        errors.clear();
        steps = 0;
        player->onChange([this](const Lab::ScenarioPlayer::Status &status) {
            const std::lock_guard lock(mutex);
            ++steps;
            if (status.lastAction.contains(u" — "_s))
                errors.append(status.lastAction);
        });
        player->setSpeed(fast);
        player->play(*found);
    }
    /// \a users: in step after the set-up, before the steps begin.
    void playToTheEnd(const QString &scenario, const QStringList &users = {})
    {
        init(scenario);
        if (!users.isEmpty()) {
            player->setPaused(true);
            for (const QString &user : users)
                QTRY_VERIFY_WITH_TIMEOUT(states(user).value(0) == UserState::InStep && !devices(user).isEmpty(), patienceMs);
            player->setSpeed(fast / 5); // what is under way when a server goes down is part of these
            player->setPaused(false);
        }
        QTRY_VERIFY_WITH_TIMEOUT(player->status().scenario.isEmpty(), patienceMs);
        const std::lock_guard lock(mutex);
        QVERIFY2(errors.isEmpty(), qPrintable(errors.join(u'\n')));
    }

    Source &alpha() { return lab->server(0).source(); }
    QList<UserState> states(const QString &user)
    {
        const auto details = alpha().user(UserId(user));
        return details ? details->summary.states : QList<UserState>();
    }
    QStringList devices(const QString &user)
    {
        QStringList result;
        if (const auto details = alpha().user(UserId(user)))
            for (const Device &device : details->devices)
                result.append(device.deviceId.toString());
        return result;
    }
    QList<DeviceListUpdate> updates(const QString &user)
    {
        return lab->server(0).history().updates(UserId(user), 0, 1000, false).value_or(QList<DeviceListUpdate>());
    }
    /// n of the first update with the break, 0 if there is none.
    qint64 first(const QString &user, Break which)
    {
        const auto list = updates(user);
        for (const DeviceListUpdate &update : list)
            if (update.breaks.testFlag(which))
                return update.n;
        return 0;
    }
    /// Whether a resync succeeded, or failed, after the n-th.
    bool resyncAfter(const QString &user, qint64 n, Verdict verdict)
    {
        const auto list = updates(user);
        return std::any_of(list.cbegin(), list.cend(),
            [&](const DeviceListUpdate &update) { return update.n > n && update.kind == UpdateKind::Resync && update.verdict == verdict; });
    }

    std::unique_ptr<Lab::Lab> lab;
    std::unique_ptr<Lab::ScenarioPlayer> player;
    std::mutex mutex;
    QStringList errors;
    int steps = 0;
};

void LabScenariosTest::filesAreBuiltIn()
{
    const QStringList files = QDir(QStringLiteral(LOCKSTEP_SCENARIOS)).entryList({u"*.yaml"_s}, QDir::Files);
    QVERIFY(!files.isEmpty());
    QCOMPARE(Scenario::builtIn().size(), files.size());
    QCOMPARE(Scenario::builtIn().first().name, u"default"_s);
    for (const QString &name : files) {
        const Scenario *scenario = Scenario::find(QString(name).remove(u".yaml"_s));
        QVERIFY2(scenario, qPrintable(name));
        QVERIFY2(!scenario->title.isEmpty() && !scenario->text.isEmpty() && !scenario->steps.isEmpty(), qPrintable(name));
    }
    // A file of one's own, and a name that nobody knows.
    QVERIFY(Scenario::load(QStringLiteral(LOCKSTEP_SCENARIOS) + u'/' + files.first()));
    const auto unknown = Scenario::load(u"no-such"_s);
    QVERIFY(!unknown);
    QVERIFY(unknown.error().text.contains(u"no-such"_s) && unknown.error().text.contains(u"--list-scenarios"_s));
}

void LabScenariosTest::badText_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected"); // the beginning
    const auto row = [](const char *title, const char *text, const char *expected) {
        QTest::addRow("%s", title) << QString::fromLatin1(text) << QString::fromLatin1(expected);
    };
    row("no YAML", "name: x\nsteps: [", "Line 2: ");
    row("tab", "name: x\nsteps:\n\t- wait: {ms: 1}", "Line 3: ");
    row("nothing", "", "A scenario is a YAML mapping");
    row("a list", "- 1\n- 2", "A scenario is a YAML mapping");
    row("no name", "title: x\nsteps:\n  - wait: {ms: 1}", "A scenario needs a name");
    row("unknown member", "name: x\nstep:\n  - wait: {ms: 1}", "Line 2: \"step\" is no part of a scenario");
    row("steps are a mapping", "name: x\nsteps:\n  wait: {ms: 1}", "Line 3: Steps are a list");
    row("two actions in one", "name: x\nsteps:\n  - wait: {ms: 1}\n    note: {text: y}", "Line 3: A step is one action");
    row("unknown action", "name: x\nsteps:\n  - wait: {ms: 1}\n  - explode: {server: alpha}", "Line 4: \"explode\" is not an action");
    row("in the set-up", "name: x\nsetup:\n  - explode: {server: alpha}", "Line 3: \"explode\" is not an action");
    row("missing parameter", "name: x\nsteps:\n  - rename: {user: a@alpha, id: D}", "Line 3: \"rename\" needs \"name\"");
    row("no parameters", "name: x\nsteps:\n  - down:", "Line 3: \"down\" needs \"server\"");
    row("unknown parameter", "name: x\nsteps:\n  - wait: {ms: 1, s: 2}", "Line 3: \"wait\" does not take \"s\"");
    row("not a number", "name: x\nsteps:\n  - wait: {ms: soon}", "Line 3: \"ms\" is a number");
    row("negative", "name: x\nsteps:\n  - wait: {ms: -5}", "Line 3: \"ms\" is a number");
    row("repeat is no truth", "name: x\nrepeat: 7\nsteps:\n  - wait: {ms: 1}", "Line 2: ");
    row("never rests", "name: x\nrepeat: true\nsteps:\n  - up: {server: alpha}", "A scenario that repeats needs a \"wait\"");
}

void LabScenariosTest::badText()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const auto refused = Scenario::parse(text.toUtf8());
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, Error::BadInput);
    QVERIFY2(refused.error().text.startsWith(expected), qPrintable(refused.error().text));
}

void LabScenariosTest::plays_data()
{
    QTest::addColumn<QString>("name");
    for (const Scenario &scenario : Scenario::builtIn())
        if (scenario.repeat) // the others are played to their end below
            QTest::addRow("%s", qPrintable(scenario.name)) << scenario.name;
}

void LabScenariosTest::plays()
{
    QFETCH(QString, name);
    init(name);
    const Scenario *scenario = Scenario::find(name);
    const auto isWait = [](const Lab::ScenarioStep &step) { return step.action == "wait"_L1; };
    const auto round = scenario->steps.size() - std::count_if(scenario->steps.cbegin(), scenario->steps.cend(), isWait);
    const auto played = [&] {
        const std::lock_guard lock(mutex);
        return steps;
    };
    QTRY_VERIFY_WITH_TIMEOUT(played() > scenario->setup.size() + round + 1, patienceMs); // into the second round
    player->stop();
    const std::lock_guard lock(mutex);
    QVERIFY2(errors.isEmpty(), qPrintable(errors.join(u'\n')));
}

void LabScenariosTest::pauseStepAndSpeed()
{
    auto started = Lab::Lab::start({});
    QVERIFY(started);
    lab = std::move(*started);
    player = std::make_unique<Lab::ScenarioPlayer>(lab.get());
    const auto scenario = Scenario::parse("name: x\nsteps:\n  - wait: {ms: 3600000}\n  - note: {text: one}\n  - note: {text: two}\n");
    QVERIFY(scenario);
    player->step(); // nothing plays: it is not saved up
    player->play(*scenario);
    player->setPaused(true);
    QCOMPARE(player->status().lastAction, QString());
    player->step(); // ends the wait
    player->step();
    QTRY_COMPARE(player->status().lastAction, u"one"_s);
    QCOMPARE(player->status().step, 2);
    player->step();
    QTRY_COMPARE(player->status().lastAction, u"two"_s);
    QTRY_COMPARE(player->status().scenario, QString());

    const auto slow = Scenario::parse("name: y\nsteps:\n  - wait: {ms: 6000}\n  - note: {text: three}\n");
    player->setSpeed(0.1);
    player->play(*slow);
    QCOMPARE(player->status().scenario, u"y"_s);
    player->setSpeed(100); // counts for the wait under way
    QTRY_COMPARE(player->status().lastAction, u"three"_s);
}

void LabScenariosTest::healthy()
{
    const QString bob = u"@bob:beta.lab"_s;
    init(u"healthy"_s);
    QTRY_VERIFY_WITH_TIMEOUT(updates(bob).size() > 12, patienceMs);
    QCOMPARE(first(bob, Break::Gap), 0);
    QTRY_COMPARE(states(bob).first(), UserState::InStep);
}

void LabScenariosTest::clustered_sender()
{
    init(u"clustered-sender"_s);
    QTRY_VERIFY_WITH_TIMEOUT(first(u"@carl:beta.lab"_s, Break::Fork) > 0 && first(u"@carl:beta.lab"_s, Break::Merge) > 0, patienceMs);
}

void LabScenariosTest::lost_update()
{
    const QString bob = u"@bob:beta.lab"_s;
    playToTheEnd(u"lost-update"_s, {bob});
    QTRY_VERIFY(first(bob, Break::Gap) > 0);
    QTRY_VERIFY(resyncAfter(bob, first(bob, Break::Gap), Verdict::Applied));
    QTRY_COMPARE(states(bob).first(), UserState::InStep);
    QVERIFY(devices(bob).contains(u"BOBTABLET"_s));
}

void LabScenariosTest::receiver_down()
{
    const QString bob = u"@bob:beta.lab"_s;
    playToTheEnd(u"receiver-down"_s, {bob, u"@betty:beta.lab"_s});
    QTRY_VERIFY(first(bob, Break::Pruned) > 0);
    QTRY_COMPARE(states(bob).first(), UserState::InStep);
    QVERIFY(devices(bob).contains(u"BOBTABLET"_s) && devices(bob).contains(u"BOBLAPTOP"_s));
    QCOMPARE(first(bob, Break::Gap), 0);
}

void LabScenariosTest::resync_fails()
{
    const QString gina = u"@gina:gamma.lab"_s;
    init(u"resync-fails"_s);
    QTRY_VERIFY_WITH_TIMEOUT(states(gina).contains(UserState::Stale) && states(gina).contains(UserState::RemoteFailing), patienceMs);
    const qint64 gap = first(gina, Break::Gap);
    QVERIFY(gap > 0);
    QVERIFY(resyncAfter(gina, gap, Verdict::Ignored));
    QTRY_COMPARE_WITH_TIMEOUT(states(gina).value(0), UserState::InStep, patienceMs);
    QVERIFY(devices(gina).contains(u"GINATAB"_s));
}

void LabScenariosTest::placeholder_sender()
{
    const QString conny = u"@conny:gamma.lab"_s;
    init(u"placeholder-sender"_s);
    QTRY_VERIFY_WITH_TIMEOUT(first(conny, Break::Placeholder) > 0, patienceMs);
    QTRY_VERIFY(resyncAfter(conny, first(conny, Break::Placeholder), Verdict::Applied));
}

void LabScenariosTest::idle_device()
{
    playToTheEnd(u"idle-device"_s);
    const auto waiting = [&] { return alpha().inbox({})->items.value(0); };
    QTRY_COMPARE(waiting().messages, 240);
    QCOMPARE(waiting().deviceId, DeviceId(u"OLDTABLET"_s));
}

void LabScenariosTest::dead_destination()
{
    playToTheEnd(u"dead-destination"_s);
    const auto waiting = [&] { return alpha().outbox({})->items.value(0); };
    QTRY_VERIFY(waiting().failingSince > 0);
    QCOMPARE(waiting().destination, gammaServer);
    QCOMPARE(waiting().messages, 25);
    QVERIFY(alpha().updateQueues({})->items.value(0).updates >= 1);
}

void LabScenariosTest::identity_reset()
{
    playToTheEnd(u"identity-reset"_s);
    const auto masters = [&] {
        const auto details = alpha().user(UserId(u"@ira:beta.lab"_s));
        const auto &history = details->crossSigning.history;
        return std::count_if(history.cbegin(), history.cend(), [](const auto &key) { return key.usage == "master"_L1; });
    };
    QTRY_VERIFY(masters() >= 2);
    const auto isSigned = [&] {
        const auto details = alpha().user(UserId(u"@ira:beta.lab"_s));
        return details->devices.size() >= 2 && std::all_of(details->devices.cbegin(), details->devices.cend(), [](const Device &device) {
            return device.keys.isEmpty() || device.crossSignature == CrossSignatureState::CrossSigned;
        });
    };
    QTRY_VERIFY(isSigned());
}

void LabScenariosTest::many_devices()
{
    playToTheEnd(u"many-devices"_s);
    const auto count = [&] { return alpha().user(UserId(u"@mona:beta.lab"_s))->summary.deviceCount; };
    QTRY_COMPARE_WITH_TIMEOUT(count(), 1500, patienceMs);
}

void LabScenariosTest::hostile_names()
{
    playToTheEnd(u"hostile-names"_s);
    QTRY_COMPARE(devices(u"@mallory:beta.lab"_s).size(), 4);
    const auto details = alpha().user(UserId(u"@mallory:beta.lab"_s));
    QVERIFY(std::any_of(details->devices.cbegin(), details->devices.cend(), [](const Device &device) {
        return device.displayName.contains(QChar(0x202E));
    })); // kept as it is: showing it safely is for the window
}

QTEST_GUILESS_MAIN(LabScenariosTest)

#include "tst_labscenarios.moc"

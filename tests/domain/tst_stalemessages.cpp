// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/apiwords.h"
#include "domain/stalemessages.h"

#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

/// MSC3944's cases, each a queue of words: "ask1", "cancel1", "secret1", "unsecret1", "verify1", "unverify1", "other"; "@b:" before it is
/// another sender, "GONE" behind it a device that is gone, "old" behind it an old time stamp.
class StaleMessagesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cases_data();
    void cases();
};

namespace {

constexpr qint64 now = 1'795'000'000'000;

QueuedMessage messageOf(QString word, qint64 streamId)
{
    QueuedMessage message{.streamId = streamId, .sender = UserId(u"@a:x"_s), .type = {}, .content = {}};
    if (word.startsWith("@b:"_L1)) {
        message.sender = UserId(u"@b:x"_s);
        word.remove(0, 3);
    }
    const bool isGone = word.endsWith("GONE"_L1), isOld = word.endsWith("old"_L1);
    word.chop(isGone ? 4 : isOld ? 3 : 0);
    const QString id = word.right(1), verb = word.chopped(1), device = isGone ? u"GONE"_s : u"PHONE"_s;
    message.content.insert(u"org.matrix.msgid"_s, QString::number(streamId));
    if (verb.endsWith("ask"_L1) || verb.endsWith("cancel"_L1) || verb.endsWith("secret"_L1)) {
        message.type = verb.endsWith("secret"_L1) ? u"m.secret.request"_s : u"m.room_key_request"_s;
        const bool asks = verb == "ask"_L1 || verb == "secret"_L1;
        message.content.insert(u"action"_s, asks ? u"request"_s : u"request_cancellation"_s);
        message.content.insert(u"request_id"_s, id);
        message.content.insert(u"requesting_device_id"_s, device);
    } else if (verb.endsWith("verify"_L1)) {
        message.type = verb == "verify"_L1 ? u"m.key.verification.request"_s : u"m.key.verification.cancel"_s;
        message.content.insert(u"transaction_id"_s, id);
        if (verb == "verify"_L1) {
            message.content.insert(u"from_device"_s, device);
            message.content.insert(u"timestamp"_s, isOld ? now - 601'000 : now - 1'000);
        }
    } else {
        message.type = u"m.room.encrypted"_s;
    }
    return message;
}

} // namespace

void StaleMessagesTest::cases_data()
{
    QTest::addColumn<QString>("queue");
    QTest::addColumn<QString>("stale");
    const auto row
        = [](const char *queue, const char *stale) { QTest::newRow(queue) << QString::fromLatin1(queue) << QString::fromLatin1(stale); };
    row("ask1", "-");
    row("ask1 cancel1", "cancelled_key_request cancelled_key_request");
    row("cancel1 ask1", "- -");
    row("ask1 cancel1 ask1", "cancelled_key_request cancelled_key_request -");
    row("ask1 cancel2", "- -");
    row("ask1 @b:cancel1", "- -");
    row("ask1 ask1 ask1", "repeated_key_request repeated_key_request -");
    row("ask1 ask2", "- -");
    row("secret1 unsecret1", "cancelled_secret_request cancelled_secret_request");
    row("secret1 secret1", "- -");
    row("verify1 unverify1", "cancelled_verification cancelled_verification");
    row("verify1 @b:unverify1", "- -");
    row("verify1", "-");
    row("verify1old", "expired_verification");
    row("verify1old unverify1", "cancelled_verification cancelled_verification");
    row("ask1GONE secret1GONE verify1GONE cancel2GONE", "asker_gone asker_gone asker_gone asker_gone");
    row("other other", "- -");
}

void StaleMessagesTest::cases()
{
    QFETCH(QString, queue);
    QFETCH(QString, stale);
    QList<QueuedMessage> messages;
    const QStringList words = queue.split(u' ');
    for (const QString &word : words)
        messages += messageOf(word, messages.size() + 1);
    QStringList found;
    const auto kinds = staleMessages(messages, now, [](const UserId &, const DeviceId &device) { return device.toString() == u"GONE"; });
    for (const StaleKind kind : kinds)
        found += kind == StaleKind::Unknown ? u"-"_s : toApiName(kind);
    QCOMPARE(found.join(u' '), stale);
}

QTEST_GUILESS_MAIN(StaleMessagesTest)
#include "tst_stalemessages.moc"

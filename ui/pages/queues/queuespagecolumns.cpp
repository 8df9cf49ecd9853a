// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/queues/queuespagecolumns.h"

#include "ui/words/queuewords.h"
#include "ui/words/waitwords.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace Lockstep::QueueColumns {

using C = PresentedColumn;
using Presentation::Tone;

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(QueueColumns)
};

qint64 number(const QModelIndex &index, int column)
{
    return index.siblingAtColumn(column).data(PagedModel::SortRole).toLongLong();
}

std::optional<Trend> trendOf(const QModelIndex &index)
{
    const QVariant trend = index.data(TrendRole);
    return trend.isValid() ? std::optional(trend.value<Trend>()) : std::nullopt;
}

/// The gateway's own word for it; an older one gives none.
Inspection::Waiting waitingOf(const QModelIndex &index)
{
    return index.data(WaitingRole).value<Inspection::Waiting>();
}

bool isTold(const QModelIndex &index)
{
    return waitingOf(index).reason != Inspection::WaitReason::Unknown;
}

QIcon waitIcon(const QModelIndex &index)
{
    const auto reason = waitingOf(index).reason;
    const QString name = WaitWords::iconName(reason);
    return name.isEmpty() ? QIcon() : Presentation::icon(name, WaitWords::tone(reason));
}

QString countText(const QModelIndex &index)
{
    const QVariant raw = index.data(PagedModel::SortRole);
    return Presentation::count(raw.isValid() ? raw.toLongLong() : -1, false, index.data(AtLeastRole).toBool());
}

QString countHint(const QModelIndex &index)
{
    return index.data(AtLeastRole).toBool() ? Words::tr("Counting stopped here; there are more.") : QString();
}

C depthColumn(const QString &title)
{
    return {.title = title, .kind = C::Count, .width = 100, .text = countText, .hint = countHint};
}

C trendColumn()
{
    return {.title = Words::tr("Trend"),
        .explanation = Words::tr("How the depth has moved: in the last hour, as the gateway kept it, or else since this window looks."),
        .kind = C::Words,
        .width = 150,
        .text = [](const QModelIndex &index) { return QueueWords::trendText(trendOf(index)); },
        .hint = [](const QModelIndex &index) { return QueueWords::trendHint(trendOf(index)); },
        .tone = [](const QModelIndex &index) { return QueueWords::trendTone(trendOf(index)); }};
}

C nextTryColumn()
{
    return {.title = Words::tr("Next try"),
        .kind = C::Words,
        .width = 100,
        .text = [](const QModelIndex &index) { return QueueWords::nextTry(index.data(PagedModel::SortRole).toLongLong()); },
        .hint = [](const QModelIndex &index) { return Presentation::absoluteTime(index.data(PagedModel::SortRole).toLongLong()); },
        .hidden = true};
}

C reasonColumn(int failingSince, int retryAt)
{
    const auto wait = [](const QModelIndex &index) { return QueueWait(index.data(PagedModel::SortRole).toInt()); };
    return {.title = Words::tr("Why it waits"),
        .kind = C::Words,
        .width = 340,
        .text =
            [wait, failingSince, retryAt](const QModelIndex &index) {
                return isTold(index) ? WaitWords::reasonText(waitingOf(index))
                                     : QueueWords::waitText(wait(index), number(index, failingSince), number(index, retryAt));
            },
        .hint =
            [wait](const QModelIndex &index) {
                return isTold(index) ? WaitWords::explanation(waitingOf(index)) : QueueWords::waitExplanation(wait(index));
            },
        .tone =
            [wait](const QModelIndex &index) {
                return isTold(index) ? WaitWords::tone(waitingOf(index).reason) : QueueWords::waitTone(wait(index));
            },
        .icon =
            [wait](const QModelIndex &index) {
                if (isTold(index))
                    return waitIcon(index);
                switch (wait(index)) {
                case QueueWait::ServerDown:
                    return Presentation::icon(u"state-failing"_s, Tone::Warning);
                case QueueWait::OtherTraffic:
                    return Presentation::icon(u"state-queued"_s, Tone::Notice);
                case QueueWait::Sending:
                    break;
                }
                return QIcon();
            }};
}

/// What is known about the device that should fetch its messages.
enum class Reader { Active, Idle, Unseen, Unknown };

Reader readerOf(const QModelIndex &index)
{
    if (!index.siblingAtColumn(InboxModel::DeviceKnown).data(PagedModel::SortRole).toBool())
        return Reader::Unknown;
    const qint64 lastSeen = number(index, InboxModel::LastSeen);
    if (lastSeen <= 0)
        return Reader::Unseen;
    return QueueWords::isIdle(lastSeen) ? Reader::Idle : Reader::Active;
}
} // namespace

QList<PresentedColumn> inbox()
{
    QList<C> columns(InboxModel::ColumnCount);
    columns[InboxModel::User] = {.title = Words::tr("User"), .kind = C::Id, .width = 210};
    columns[InboxModel::Device] = {.title = Words::tr("Device"), .kind = C::Id, .width = 140};
    columns[InboxModel::Messages] = depthColumn(Words::tr("Messages"));
    columns[InboxModel::TrendColumn] = trendColumn();
    columns[InboxModel::Bytes] = {.title = Words::tr("Size"), .kind = C::Bytes, .width = 90};
    columns[InboxModel::Oldest] = {.title = Words::tr("Oldest"),
        .explanation = Words::tr("Stream id of the message that has waited longest. The homeserver keeps no time."),
        .kind = C::Number,
        .width = 90};
    columns[InboxModel::Newest]
        = {.title = Words::tr("Newest"), .explanation = Words::tr("Stream id of the newest message."), .kind = C::Number, .width = 90};
    columns[InboxModel::DeviceKnown] = {.title = Words::tr("Why it waits"),
        .explanation = Words::tr("Whether anybody will fetch these messages."),
        .kind = C::Words,
        .width = 200,
        .text =
            [](const QModelIndex &index) {
                if (isTold(index))
                    return WaitWords::reasonText(waitingOf(index));
                switch (readerOf(index)) {
                case Reader::Unknown:
                    return Words::tr("device is gone");
                case Reader::Idle:
                    return Words::tr("idle");
                case Reader::Unseen:
                    return Words::tr("not seen yet");
                case Reader::Active:
                    break;
                }
                return Words::tr("device exists");
            },
        .hint =
            [](const QModelIndex &index) {
                if (isTold(index))
                    return WaitWords::explanation(waitingOf(index));
                switch (readerOf(index)) {
                case Reader::Unknown:
                    return Words::tr("The homeserver does not know this device (any more): nobody will fetch these messages.");
                case Reader::Idle:
                    return Words::tr("Not seen for more than 30 days. What waits here is delivered if the device ever comes back.");
                case Reader::Unseen:
                    return Words::tr("The homeserver knows this device and has not noted any visit of it.");
                case Reader::Active:
                    break;
                }
                return QString();
            },
        .tone =
            [](const QModelIndex &index) {
                if (isTold(index))
                    return WaitWords::tone(waitingOf(index).reason);
                const Reader reader = readerOf(index);
                return reader == Reader::Unknown ? Tone::Warning : reader == Reader::Idle ? Tone::Notice : Tone::Quiet;
            },
        .icon =
            [](const QModelIndex &index) {
                if (isTold(index))
                    return waitIcon(index);
                switch (readerOf(index)) {
                case Reader::Unknown:
                    return Presentation::icon(u"state-orphaned"_s, Tone::Warning);
                case Reader::Idle:
                    return Presentation::icon(u"state-stale"_s, Tone::Notice);
                case Reader::Unseen:
                case Reader::Active:
                    break;
                }
                return QIcon();
            }};
    columns[InboxModel::LastSeen] = {.title = Words::tr("Last seen"), .kind = C::Age, .width = 90};
    return columns;
}

QList<PresentedColumn> outbox()
{
    QList<C> columns(OutboxModel::ColumnCount);
    columns[OutboxModel::Destination] = {.title = Words::tr("Server"), .kind = C::Id, .width = 210};
    columns[OutboxModel::Messages] = depthColumn(Words::tr("Messages"));
    columns[OutboxModel::TrendColumn] = trendColumn();
    columns[OutboxModel::Bytes] = {.title = Words::tr("Size"), .kind = C::Bytes, .width = 90};
    columns[OutboxModel::Oldest]
        = {.title = Words::tr("Oldest"), .explanation = Words::tr("How long the oldest message has waited."), .kind = C::Age, .width = 90};
    columns[OutboxModel::Newest] = {.title = Words::tr("Newest"), .kind = C::Age, .width = 90, .hidden = true};
    columns[OutboxModel::FailingSince] = {.title = Words::tr("Failing since"), .kind = C::Age, .width = 110, .hidden = true};
    columns[OutboxModel::RetryAt] = nextTryColumn();
    columns[OutboxModel::Reason] = reasonColumn(OutboxModel::FailingSince, OutboxModel::RetryAt);
    return columns;
}

QList<PresentedColumn> updates()
{
    QList<C> columns(UpdatesQueueModel::ColumnCount);
    columns[UpdatesQueueModel::Destination] = {.title = Words::tr("Server"), .kind = C::Id, .width = 210};
    columns[UpdatesQueueModel::Updates] = depthColumn(Words::tr("Updates"));
    columns[UpdatesQueueModel::TrendColumn] = trendColumn();
    columns[UpdatesQueueModel::Users]
        = {.title = Words::tr("Users"), .explanation = Words::tr("Local users whose devices changed."), .kind = C::Count, .width = 80};
    columns[UpdatesQueueModel::Oldest]
        = {.title = Words::tr("Oldest"), .explanation = Words::tr("How long the oldest update has waited."), .kind = C::Age, .width = 90};
    columns[UpdatesQueueModel::FailingSince] = {.title = Words::tr("Failing since"), .kind = C::Age, .width = 110, .hidden = true};
    columns[UpdatesQueueModel::RetryAt] = nextTryColumn();
    columns[UpdatesQueueModel::Reason] = reasonColumn(UpdatesQueueModel::FailingSince, UpdatesQueueModel::RetryAt);
    return columns;
}

namespace {
ListField numberField(const QString &key, const QString &member, int column)
{
    return {{.key = key, .kind = FilterField::Number, .member = member}, column};
}

ListField timeField(const QString &key, const QString &member, int column)
{
    return {{.key = key, .kind = FilterField::Time, .member = member}, column};
}

ListField serverField(int column)
{
    return {{.key = u"server"_s, .kind = FilterField::Exact, .member = u"destination"_s}, column};
}
} // namespace

QList<ListField> inboxFields()
{
    using M = InboxModel;
    return {{{.key = u"user"_s, .member = u"user_id"_s}, M::User}, {{.key = u"device"_s, .member = u"device_id"_s}, M::Device},
        numberField(u"messages"_s, u"messages"_s, M::Messages), numberField(u"bytes"_s, u"bytes"_s, M::Bytes),
        timeField(u"seen"_s, u"last_seen"_s, M::LastSeen),
        {{.key = u"known"_s, .kind = FilterField::Flag, .member = u"device_known"_s}, M::DeviceKnown}};
}

QList<ListField> outboxFields()
{
    using M = OutboxModel;
    return {serverField(M::Destination), numberField(u"messages"_s, u"messages"_s, M::Messages),
        numberField(u"bytes"_s, u"bytes"_s, M::Bytes), timeField(u"oldest"_s, u"oldest_queued"_s, M::Oldest),
        timeField(u"failing"_s, u"failing_since"_s, M::FailingSince), timeField(u"retry"_s, u"retry_at"_s, M::RetryAt)};
}

QList<ListField> updatesFields()
{
    using M = UpdatesQueueModel;
    return {serverField(M::Destination), numberField(u"updates"_s, u"updates"_s, M::Updates), numberField(u"users"_s, u"users"_s, M::Users),
        timeField(u"oldest"_s, u"oldest"_s, M::Oldest), timeField(u"failing"_s, u"failing_since"_s, M::FailingSince),
        timeField(u"retry"_s, u"retry_at"_s, M::RetryAt)};
}

} // namespace Lockstep::QueueColumns

// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/apiwords.h"
#include "domain/devicelistupdate.h"
#include "domain/updategraph.h"
#include "model/history/historymodelloader.h"

#include <QTimer>

#include <functional>
#include <optional>

namespace Lockstep::Test {

using namespace Qt::StringLiterals;

/// One update a line, in order of arrival: "112 <- 108,107 BOBPHONE name=Phone keys=1 sigs=2 verdict=resync breaks=gap kind=update
/// detail=… deleted unknown".
inline QList<DeviceListUpdate> updatesFromText(const QString &text)
{
    QList<DeviceListUpdate> updates;
    const QStringList lines = text.split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        QStringList words = line.split(u' ', Qt::SkipEmptyParts);
        if (words.isEmpty())
            continue;
        DeviceListUpdate update;
        update.n = updates.size() + 1;
        update.received = 1'700'000'000'000 + update.n * 1000;
        update.streamId = StreamId(words.takeFirst());
        update.contentKnown = true;
        update.verdict = Verdict::Applied;
        if (!words.isEmpty() && words.constFirst() == u"<-") {
            words.removeFirst();
            for (const QString &id : words.takeFirst().split(u','))
                update.prevIds << StreamId(id);
        }
        for (const QString &word : std::as_const(words)) {
            const QString value = word.section(u'=', 1);
            if (word.startsWith(u"name="))
                update.displayName = value;
            else if (word.startsWith(u"keys="))
                update.keys.insert(u"keys"_s, value);
            else if (word.startsWith(u"sigs="))
                update.keys.insert(u"signatures"_s, QJsonObject{{u"@u:h"_s, QJsonObject{{u"a"_s, u"1"_s}, {value, u"2"_s}}}});
            else if (word.startsWith(u"verdict="))
                update.verdict = fromApiName<Verdict>(value);
            else if (word.startsWith(u"breaks="))
                update.breaks = flagsFromApiNames<Break>(value.split(u','));
            else if (word.startsWith(u"kind="))
                update.kind = fromApiName<UpdateKind>(value);
            else if (word.startsWith(u"detail="))
                update.detail = value;
            else if (word == u"deleted")
                update.deleted = true;
            else if (word == u"unknown")
                update.contentKnown = false;
            else
                update.deviceId = DeviceId(word);
        }
        updates << update;
    }
    return updates;
}

/// Serves updates in pages, newest first, each answer through the event loop, as the inspection API does.
struct UpdatePages
{
    QList<DeviceListUpdate> updates; ///< in order of arrival
    int requests = 0;
    int failAt = -1; ///< the number of a request that fails
    int largestPage = 500;
    KeptFrom kept = {}; ///< updates before that are no longer given

    FetchUpdates fetch()
    {
        return [this](const UserId &, const Inspection::UpdateQuery &query, QObject *context,
                   Http::Done<Inspection::Page<DeviceListUpdate>> done) {
            const int number = requests++;
            QTimer::singleShot(0, context, [this, number, query, done = std::move(done)] {
                if (number == failAt)
                    done(failure(Error::Network, u"hs.example refused the connection."_s));
                else
                    done(page(query));
            });
            return Http::CallHandle();
        };
    }

    Inspection::Page<DeviceListUpdate> page(const Inspection::UpdateQuery &query) const
    {
        Inspection::Page<DeviceListUpdate> page;
        auto before = query.after.isEmpty() ? updates.size() : qsizetype(query.after.mid(1).toLongLong());
        const int limit = std::min(query.limit, largestPage);
        while (before >= kept.first && page.items.size() < limit)
            page.items << updates[--before];
        if (before >= kept.first)
            page.next = u"c"_s + QString::number(before);
        page.kept = kept;
        return page;
    }
};

/// Serves the same updates in outline, as bytes that are read again.
struct OutlineBlocks
{
    UpdatePages *pages;
    int largestBlock = 700;
    int requests = 0;
    /// Asked first; what it answers is given instead.
    std::function<std::optional<Result<Inspection::Outline>>(int number)> intercept = {};

    FetchOutline fetch()
    {
        return [this](const UserId &, qint64 before, int limit, QObject *context, Http::Done<Inspection::Outline> done) {
            const int number = requests++;
            QTimer::singleShot(0, context, [this, number, before, limit, done = std::move(done)] {
                const auto instead = intercept ? intercept(number) : std::nullopt;
                done(instead ? *instead : Inspection::fromCbor(Inspection::toCbor(block(before, std::min(limit, largestBlock)))));
            });
            return Http::CallHandle();
        };
    }

    Inspection::Outline block(qint64 before, int limit) const
    {
        Inspection::Outline block;
        qsizetype i = before > 0 ? qsizetype(before) - 1 : pages->updates.size();
        while (i >= pages->kept.first && block.rows.size() < limit) {
            if (block.rows.size() % pages->largestPage == 0)
                block.pages.append({pages->updates[i - 1].n, u"c"_s + QString::number(i)});
            UpdateOutline row{.update = pages->updates[--i], .contentHash = 0};
            row.contentHash = toGraphNode(row.update).contentHash;
            row.update.keys = {};
            row.update.prevIds = row.update.prevIds.mid(0, UpdateOutline::mostPrevIds);
            block.rows.append(row);
        }
        block.next = i >= pages->kept.first && i > 0 ? pages->updates[i].n : 0;
        block.kept = pages->kept;
        return block;
    }
};

} // namespace Lockstep::Test

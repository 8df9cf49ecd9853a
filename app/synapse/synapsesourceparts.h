// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/recording/reachrecorder.h"
#include "history/recording/recorder.h"
#include "history/store.h"
#include "synapse/configwatch.h"
#include "synapse/headpoller.h"
#include "synapse/homeserverapi.h"
#include "synapse/lists/devicelists.h"
#include "synapse/overview.h"
#include "synapse/own/ownusers.h"
#include "synapse/own/ownwatch.h"
#include "synapse/queues/destinations.h"
#include "synapse/queues/queuedepthcount.h"
#include "synapse/queues/queues.h"
#include "synapse/queues/sampler.h"
#include "synapse/reachwatch.h"
#include "synapse/replication/replicationfeed.h"
#include "synapse/resync.h"
#include "synapse/silencewatch.h"
#include "synapse/synapsesource.h"
#include "synapse/tables/schema.h"
#include "synapse/tables/sharedrooms.h"

#include <QElapsedTimer>

#include <algorithm>

/// What a SynapseSource is made of, for its own files.
namespace Lockstep::Synapse {

/// Of a list in the check of all keys: Synapse ignores longer ones, but a list may grow by single updates.
constexpr int checkedDevices = 1'000;

/// A query whose page is no larger than pages are.
template <typename Query>
Query bounded(Query query)
{
    query.limit = std::clamp(query.limit, 1, Inspection::PageQuery::maxLimit);
    return query;
}

struct SynapseSource::Private
{
    Private(SynapseSettings theSettings, Sql::DatabaseAddress address, std::unique_ptr<Sql::Database> theMarker,
        std::shared_ptr<const History::Store> theHistory, Inspection::EventFeed *feed)
        : settings(std::move(theSettings))
        , database(std::move(address), {.access = Sql::Access::ReadOnly})
        , marker(std::move(theMarker))
        , history(std::move(theHistory))
        , ownFeed(feed ? nullptr : std::make_unique<Inspection::EventFeed>())
        , events(feed ? *feed : *ownFeed)
    {
    }

    SynapseSettings settings;
    Sql::Database database;
    std::unique_ptr<Sql::Database> marker;
    std::shared_ptr<const History::Store> history;
    std::unique_ptr<Inspection::EventFeed> ownFeed;
    Inspection::EventFeed &events;

    Schema schema;
    Sampler sampler{database, schema};
    Destinations destinations{database, sampler};
    std::shared_ptr<SendLedger> sends = std::make_shared<SendLedger>();
    Queues queues{database, schema, destinations, sampler, *sends, settings.serverName};
    QueueDepthCount depths{database, schema};
    OwnUsers ownUsers{database, schema, destinations, queues.reasons()};
    OwnWatch own{database, schema, destinations, queues.reasons()};
    std::shared_ptr<FetchLedger> ledger = std::make_shared<FetchLedger>();
    ConfigWatch config{settings, *ledger};
    KeyCheck keys{database, [this](const UserId &user) { return lists.list(user, checkedDevices); }};
    DeviceLists lists{database, schema, {.destinations = destinations, .history = history.get(), .ledger = ledger.get(), .keys = &keys},
        settings.serverName};
    OverviewCounter overview{
        database, {.schema = schema, .queues = queues, .sampler = sampler, .history = history.get(), .ledger = *ledger, .keys = keys}};
    SharedRooms rooms{database, schema};
    HomeserverApi api{settings.clientApi, settings.clientApiInClear};
    Resync resync{lists, destinations, api, *ledger, marker.get()};
    std::shared_ptr<History::ReachRecorder> reach; ///< null without a history
    std::unique_ptr<ReachWatch> reachWatch;
    std::shared_ptr<SilenceWatch> silence = std::make_shared<SilenceWatch>();
    std::unique_ptr<HeadPoller> poller;
    std::unique_ptr<ReplicationFeed> replication; ///< wakes the poller

    std::mutex mutex;
    std::function<QList<Inspection::SourceStatus>()> statusProvider;
    QString version;
    QElapsedTimer versionAge;

    QString serverVersion();
    Inspection::SourceStatus databaseStatus();
};

} // namespace Lockstep::Synapse

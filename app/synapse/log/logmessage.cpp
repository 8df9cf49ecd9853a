// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/log/logmessage.h"

#include "synapse/log/pythonliteral.h"

#include <QJsonArray>

#include <algorithm>
#include <array>
#include <charconv>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace History;

namespace {

using Observations = std::vector<Observation>;

struct Message
{
    std::string_view text; ///< what follows the beginning
    qint64 at = 0;
};

QString toText(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
}

bool atEnd(std::string_view rest)
{
    return rest.find_first_not_of(' ') == std::string_view::npos;
}

bool readUserAndDevice(PythonLiteral &in, UserId &user, DeviceId &device)
{
    auto userText = in.string();
    if (!userText || !in.skip("/"))
        return false;
    auto deviceText = in.string();
    if (!deviceText)
        return false;
    user = UserId(std::move(*userText));
    device = DeviceId(std::move(*deviceText));
    return true;
}

// "Handling update '@bob:remote'/'PHONE', ID: '7', prev: ['6'] "
bool readHandled(const Message &message, Observations &out)
{
    PythonLiteral in(message.text);
    HandledUpdate handled{.user = {}, .device = {}, .streamId = {}, .prevIds = {}, .at = message.at};
    if (!readUserAndDevice(in, handled.user, handled.device) || !in.skip(", ID: "))
        return false;
    auto id = in.text();
    if (!id || !in.skip(", prev: "))
        return false;
    const bool isList = in.eachText([&](QString &&prev) { handled.prevIds.append(StreamId(std::move(prev))); });
    if (!isList || !atEnd(in.rest()))
        return false;
    handled.streamId = StreamId(std::move(*id));
    out.emplace_back(std::move(handled));
    return true;
}

// "Handling resync update '@bob:remote'/'PHONE', ID: 12"
bool readResyncDevice(const Message &message, Observations &out)
{
    PythonLiteral in(message.text);
    DeviceId device;
    ResyncOutcome outcome{.user = {}, .step = ResyncOutcome::Device, .streamId = {}, .error = {}, .at = message.at};
    if (!readUserAndDevice(in, outcome.user, device) || !in.skip(", ID: "))
        return false;
    const auto id = in.text();
    if (!id || !atEnd(in.rest()))
        return false;
    outcome.streamId = StreamId(*id);
    out.emplace_back(std::move(outcome));
    return true;
}

// "… @bob:remote, requiring resync: True. Devices: PHONE, TABLET"; without it the message is another one, which tells no ids
bool readVerdict(const Message &message, Observations &out)
{
    constexpr std::string_view requiring = ", requiring resync: ";
    const size_t end = message.text.find(requiring);
    if (end == std::string_view::npos)
        return false;
    std::string_view rest = message.text.substr(end + requiring.size());
    bool resync = false;
    if (rest.starts_with("True. Devices: ")) {
        resync = true;
        rest.remove_prefix(15);
    } else if (rest.starts_with("False. Devices: ")) {
        rest.remove_prefix(16);
    } else {
        return false;
    }
    out.emplace_back(BatchVerdict{
        .user = UserId(toText(message.text.substr(0, end))), .requiringResync = resync, .devices = toText(rest), .at = message.at});
    return true;
}

template <ResyncOutcome::Step step>
bool readStep(const Message &message, Observations &out)
{
    std::string_view user = message.text;
    if constexpr (step == ResyncOutcome::Skipped)
        user = user.substr(0, user.find(", as our cache"));
    out.emplace_back(ResyncOutcome{.user = UserId(toText(user)), .step = step, .streamId = {}, .error = {}, .at = message.at});
    return true;
}

// "… @bob:remote as it has >1K devs (1200)"
bool readTooMany(const Message &message, Observations &out)
{
    const size_t end = message.text.find(" as it has ");
    const size_t open = message.text.rfind('(');
    if (end == std::string_view::npos || open == std::string_view::npos)
        return false;
    qint64 devices = -1;
    std::from_chars(message.text.data() + open + 1, message.text.data() + message.text.size(), devices);
    out.emplace_back(ResyncOutcome{.user = UserId(toText(message.text.substr(0, end))),
        .step = ResyncOutcome::TooMany,
        .streamId = {},
        .devices = devices,
        .error = {},
        .at = message.at});
    return true;
}

// "… @bob:remote: 404: Not found"; without an error where a traceback follows
bool readFailed(const Message &message, Observations &out)
{
    const std::string_view text = message.text.substr(0, message.text.find('\n')); // JSON has the traceback in the same line
    const size_t end = text.find(": ");
    const bool told = end != std::string_view::npos;
    out.emplace_back(ResyncOutcome{.user = UserId(toText(text.substr(0, end))),
        .step = ResyncOutcome::Failed,
        .streamId = {},
        .error = told ? toText(text.substr(end + 2)) : u"an internal error; Synapse's log has its traceback"_s,
        .at = message.at});
    return true;
}

// "… '@bob:remote'/'PHONE' from 'evil'" or "…, but don't share a room"
bool readIgnored(const Message &message, Observations &out)
{
    PythonLiteral in(message.text);
    IgnoredUpdate ignored{.user = {}, .device = {}, .reason = IgnoredUpdate::NoSharedRoom, .at = message.at};
    if (!readUserAndDevice(in, ignored.user, ignored.device))
        return false;
    if (in.skip(" from ")) {
        ignored.reason = IgnoredUpdate::WrongOrigin;
        if (const auto origin = in.string())
            ignored.origin = ServerName(*origin);
    } else if (!in.skip(", but don't share a room"))
        return false;
    out.emplace_back(std::move(ignored));
    return true;
}

void addContent(const QJsonObject &content, const QString &transaction, int index, qint64 at, Observations &out)
{
    const UserId user(content[u"user_id"_s].toString());
    if (content.contains(u"device_id"_s) || content.contains(u"stream_id"_s)) {
        out.emplace_back(UpdateContent{
            .user = user, .content = content, .at = at, .origin = {}, .transaction = transaction, .index = index, .verified = {}});
        return;
    }
    const QJsonObject master = content[u"master_key"_s].toObject(), selfSigning = content[u"self_signing_key"_s].toObject();
    if (!master.isEmpty() || !selfSigning.isEmpty()) {
        out.emplace_back(SigningKeys{.user = user,
            .masterKey = master,
            .selfSigningKey = selfSigning,
            .at = at,
            .origin = {},
            .transaction = transaction,
            .index = index,
            .verified = {}});
    }
}

// "received transaction [17] including device list updates: [{…}, …]". The txnId is the sender's choice and may hold anything: the list is
// what reaches to the end of the line.
bool readTransaction(const Message &message, Observations &out)
{
    constexpr std::string_view including = "] including device list updates: ";
    int attempts = 0;
    for (size_t end = message.text.find(including); end != std::string_view::npos && ++attempts <= 8;
         end = message.text.find(including, end + 1)) {
        PythonLiteral in(message.text.substr(end + including.size()));
        const auto list = in.value();
        if (!list || !list->isArray() || !atEnd(in.rest()))
            continue;
        const QString transaction = toText(message.text.substr(0, end));
        int index = 0;
        const QJsonArray contents = list->toArray();
        for (const QJsonValue &content : contents)
            addContent(content.toObject(), transaction, index++, message.at, out);
        return true;
    }
    return false;
}

// "pending updates: [({master key}, {self-signing key}), …]": whose they are stands in the keys
bool readSigningKeys(const Message &message, Observations &out)
{
    PythonLiteral in(message.text);
    const auto list = in.value();
    if (!list || !list->isArray() || !atEnd(in.rest()))
        return false;
    const QJsonArray pairs = list->toArray();
    for (const QJsonValue &pair : pairs) {
        const QJsonObject master = pair.toArray().at(0).toObject(), selfSigning = pair.toArray().at(1).toObject();
        const QJsonObject &either = master.isEmpty() ? selfSigning : master;
        if (!either.isEmpty()) {
            out.emplace_back(SigningKeys{.user = UserId(either[u"user_id"_s].toString()),
                .masterKey = master,
                .selfSigningKey = selfSigning,
                .at = message.at,
                .origin = {},
                .transaction = {},
                .index = 0,
                .verified = {}});
        }
    }
    return true;
}

// "403: Federation denied with remote.example.": Synapse's own whitelist, no request was made. Whose list it was about stands in the line
// before.
bool readDenied(const Message &message, Observations &out)
{
    std::string_view server = message.text.substr(0, message.text.find('\n'));
    while (!server.empty() && (server.back() == '.' || server.back() == ' '))
        server.remove_suffix(1);
    out.emplace_back(ServerTrouble{
        .user = {}, .kind = ServerTrouble::FederationDenied, .server = ServerName(toText(server)), .detail = {}, .at = message.at});
    return !server.empty();
}

// "Blocked 10.0.0.7 from DNS resolution to remote.example"
bool readBlocked(const Message &message, Observations &out)
{
    constexpr std::string_view from = " from DNS resolution to ";
    const size_t end = message.text.find(from);
    if (end == std::string_view::npos)
        return false;
    std::string_view server = message.text.substr(end + from.size());
    server = server.substr(0, server.find_first_of(" \n"));
    out.emplace_back(ServerTrouble{.user = {},
        .kind = ServerTrouble::AddressBlocked,
        .server = ServerName(toText(server)),
        .detail = toText(message.text.substr(0, std::min<size_t>(end, 64))),
        .at = message.at});
    return !server.empty();
}

// "Error handling EDU of type m.device_list_update", with a traceback behind it
bool readUpdateFailed(const Message &message, Observations &out)
{
    out.emplace_back(ServerTrouble{.user = {}, .kind = ServerTrouble::UpdateFailed, .server = {}, .detail = {}, .at = message.at});
    return true;
}

// "{PUT-O-12} [remote.example] Request failed: PUT matrix-federation://remote.example/_matrix/federation/v1/send/17…: E". The name stands
// first, before anything that the other server could have chosen. Other requests that fail are told of by who made them.
bool readRequestFailed(const Message &message, Observations &out)
{
    constexpr std::string_view failed = "] Request failed: PUT ", send = "/_matrix/federation/v1/send/";
    const size_t open = message.text.find("} ["), end = message.text.find(failed);
    if (open == std::string_view::npos || end == std::string_view::npos || open + 3 >= end)
        return false;
    const std::string_view server = message.text.substr(open + 3, end - open - 3);
    const std::string_view rest = message.text.substr(end + failed.size(), message.text.find('\n') - end - failed.size());
    const size_t path = rest.find(send), error = rest.find(": ");
    if (path == std::string_view::npos || error == std::string_view::npos || error < path
        || server.find_first_of(" /[]{}") != std::string_view::npos)
        return false;
    out.emplace_back(ServerTrouble{.user = {},
        .kind = ServerTrouble::SendFailed,
        .server = ServerName(toText(server)),
        .detail = toText(rest.substr(error + 2)),
        .at = message.at});
    return true;
}

struct Kind
{
    std::string_view begin;
    bool (*read)(const Message &, Observations &);
};

constexpr std::array<Kind, 16> kinds{{
    {"Handling update ", readHandled},
    {"Handling resync update ", readResyncDevice},
    {"Received device list update for ", readVerdict},
    {"received transaction [", readTransaction},
    {"Attempting to resync the device list for ", readStep<ResyncOutcome::Started>},
    {"Skipping device list resync for ", readStep<ResyncOutcome::Skipped>},
    {"Successfully resynced the device list for ", readStep<ResyncOutcome::Succeeded>},
    {"Failed to handle device list update for ", readFailed},
    {"Could not resync the device list for ", readFailed},
    {"Ignoring device list snapshot for ", readTooMany},
    {"Got device list update edu for ", readIgnored},
    {"pending updates: ", readSigningKeys},
    {"403: Federation denied with ", readDenied},
    {"Blocked ", readBlocked},
    {"Error handling EDU of type m.device_list_update", readUpdateFailed},
    {"{PUT-O-", readRequestFailed},
}};

// Before 1.41 a transaction is told of by another name; what was skipped was for years told by Python's root logger.
constexpr std::array<std::string_view, 10> loggers{"synapse.handlers.device", "synapse.8631_debug", "synapse.handlers.e2e_keys",
    "synapse.federation.transport.server.federation", "synapse.federation.transport.server", "synapse.replication.http.federation",
    "synapse.http.client", "synapse.federation.federation_server", "synapse.http.matrixfederationclient", "root"};

// Not observations themselves.
constexpr std::string_view receivedTransaction = "Received txn ", forwardedUpdate = "Got 'm.device_list_update' edu from ";

} // namespace

bool isReadLogger(std::string_view name)
{
    return std::find(loggers.begin(), loggers.end(), name) != loggers.end();
}

size_t findMessage(std::string_view line)
{
    // Behind a usual head the message is all there is.
    if (line.starts_with(receivedTransaction) || line.starts_with(forwardedUpdate)
        || std::any_of(kinds.begin(), kinds.end(), [&](const Kind &kind) { return line.starts_with(kind.begin); }))
        return 0;
    size_t first = std::min(line.find(receivedTransaction), line.find(forwardedUpdate));
    for (const Kind &kind : kinds)
        first = std::min(first, line.substr(0, first == std::string_view::npos ? first : first + kind.begin.size()).find(kind.begin));
    return first;
}

MessageKind readMessage(std::string_view message, qint64 at, std::vector<History::Observation> &out)
{
    for (const Kind &kind : kinds) {
        if (!message.starts_with(kind.begin))
            continue;
        const std::string_view text = message.substr(kind.begin.size());
        if (kind.read({.text = text, .at = at}, out))
            return MessageKind::Read;
        // "Received device list update for '@bob:remote'/'PHONE'", before it is worked on
        const bool announces = kind.read == readVerdict && !text.empty() && (text[0] == '\'' || text[0] == '"');
        // Requests that went well, and what is no transaction.
        const bool isOther = kind.read == readRequestFailed;
        return announces || isOther ? MessageKind::NoInterest : MessageKind::NotUnderstood;
    }
    return MessageKind::Other;
}

std::string_view senderTold(std::string_view message)
{
    if (message.starts_with(forwardedUpdate))
        return message.substr(forwardedUpdate.size());
    // "Received txn 17 from remote.example. (PDUs: 0, EDUs: 1)"; the transaction's ID is the sender's choice
    constexpr std::string_view from = " from ", counts = ". (PDUs: ";
    const size_t begin = message.rfind(from), end = message.rfind(counts);
    if (!message.starts_with(receivedTransaction) || begin == std::string_view::npos || end == std::string_view::npos || end < begin
        || message.back() != ')')
        return {};
    return message.substr(begin + from.size(), end - begin - from.size());
}

} // namespace Lockstep::Synapse
